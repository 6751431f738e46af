package ai.colonycraft.realtime.push.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the finished windows lie that {@code HistoryJob} keeps.
 *
 * @param url JDBC URL of PostgreSQL; empty for no history
 * @param user that logs in
 * @param passwordFile whose first line is the password; empty for none
 * @param connections at most at a time
 * @param prometheus the Prometheus that has what the database lacks; empty for none
 */
public record HistoryConfig(
    Optional<String> url,
    String user,
    Optional<Path> passwordFile,
    int connections,
    Optional<URI> prometheus) {

  private static final int MOST_PORT = 65_535;
  private static final Setting<Optional<String>> URL =
      new Setting<>(
          "history.url",
          "jdbc:postgresql://host:port/database, or empty",
          "",
          "the database of HistoryJob; empty for no history",
          text -> {
            if (!text.isEmpty() && !text.startsWith("jdbc:postgresql:")) {
              throw new IllegalArgumentException();
            }
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
          });
  private static final Setting<String> USER =
      Setting.text("history.user", "push_server", "who logs in; granted the role history_reader");
  private static final Setting<Optional<Path>> PASSWORD_FILE =
      OptionalSettings.file("history.password-file", "file whose first line is the password");
  private static final Setting<Integer> CONNECTIONS =
      Setting.wholeNumber(
          "history.connections", 1, 64, 4, "questions to it at a time, and as many to Prometheus");

  private static final Setting<Optional<URI>> PROMETHEUS =
      new Setting<>(
          "history.prometheus",
          "http://host:port or https://host:port, or empty",
          "",
          "the Prometheus that has the past of what the database lacks; empty for none",
          HistoryConfig::prometheus);

  static final List<Setting<?>> SETTINGS =
      List.of(URL, USER, PASSWORD_FILE, CONNECTIONS, PROMETHEUS);

  private static Optional<URI> prometheus(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    URI uri = URI.create(text);
    boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    boolean plain =
        uri.getRawUserInfo() == null && uri.getQuery() == null && uri.getFragment() == null;
    if (!web || !plain || uri.getHost() == null || uri.getPort() > MOST_PORT) {
      throw new IllegalArgumentException();
    }
    return Optional.of(uri);
  }

  static HistoryConfig read(Settings settings) {
    return new HistoryConfig(
        settings.get(URL),
        settings.get(USER),
        settings.get(PASSWORD_FILE),
        settings.get(CONNECTIONS),
        settings.get(PROMETHEUS));
  }
}
