package ai.colonycraft.realtime.jobs.quickstart;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.config.DatabaseConfig;
import java.util.List;
import java.util.Optional;

/**
 * Whether the quickstart keeps history, and where.
 *
 * @param on whether it does
 * @param url JDBC URL of another database; empty for one that the quickstart starts
 * @param user who logs in there, and may make the tables
 * @param passwordFile whose first line is the password; empty for none
 */
record HistoryChoice(boolean on, Optional<String> url, String user, Optional<String> passwordFile) {

  private static final String OWN = "own";
  private static final String NONE = "none";

  private static final Setting<Boolean> ON =
      Setting.flag("history", true, "keep finished windows in PostgreSQL, for charts of the past");
  private static final Setting<String> URL =
      new Setting<>(
          "history.url",
          "jdbc:postgresql://host:port/database, or " + OWN,
          OWN,
          "the database of history; " + OWN + " starts one",
          text -> {
            if (!text.equals(OWN) && !text.startsWith("jdbc:postgresql:")) {
              throw new IllegalArgumentException();
            }
            return text;
          });
  private static final Setting<String> USER =
      Setting.text("history.user", "postgres", "who logs in there, and may make the tables");
  private static final Setting<String> PASSWORD_FILE =
      Setting.text("history.password-file", NONE, "file whose first line is the password");

  /** The keys, in the order {@code --help} shows them. */
  static final List<Setting<?>> SETTINGS = List.of(ON, URL, USER, PASSWORD_FILE);

  static HistoryChoice read(Settings s) {
    return new HistoryChoice(
        s.get(ON),
        s.get(URL).equals(OWN) ? Optional.empty() : Optional.of(s.get(URL)),
        s.get(USER),
        s.get(PASSWORD_FILE).equals(NONE) ? Optional.empty() : Optional.of(s.get(PASSWORD_FILE)));
  }

  /** Whether the quickstart starts the database. */
  boolean isOwn() {
    return on && url.isEmpty();
  }

  /** How to connect; the port is that of an own one. */
  DatabaseConfig database(int port) {
    return new DatabaseConfig(
        url.orElse("jdbc:postgresql://localhost:" + port + "/postgres"),
        user,
        passwordFile.orElse(null));
  }
}
