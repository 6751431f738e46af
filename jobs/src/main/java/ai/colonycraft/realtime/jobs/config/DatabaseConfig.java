package ai.colonycraft.realtime.jobs.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/**
 * How a program connects to PostgreSQL. It holds no password, so that it can be part of a job's
 * graph: the file is read where the connection is made.
 *
 * @param url JDBC URL; its parameters are those of the PostgreSQL driver
 * @param user that logs in
 * @param passwordFile whose first line is the password; null for none
 */
public record DatabaseConfig(String url, String user, String passwordFile) implements Serializable {

  private static final String NONE = "none";

  private static final Setting<String> URL =
      new Setting<>(
          "history.url",
          "jdbc:postgresql://host:port/database",
          "jdbc:postgresql://localhost:5432/colonycraft",
          "the database; parameters of the driver may follow",
          text -> {
            if (!text.startsWith("jdbc:postgresql:")) {
              throw new IllegalArgumentException();
            }
            return text;
          });
  private static final Setting<String> USER =
      Setting.text("history.user", "history_job", "who logs in; granted the role history_writer");
  private static final Setting<String> PASSWORD_FILE =
      Setting.text(
          "history.password-file",
          NONE,
          "file whose first line is the password, where the task managers run");

  /** The keys, in the order {@code --help} shows them. */
  public static final List<Setting<?>> SETTINGS = List.of(URL, USER, PASSWORD_FILE);

  /** Takes the values from a program's settings, which hold {@link #SETTINGS}. */
  public static DatabaseConfig of(Settings s) {
    String file = s.get(PASSWORD_FILE);
    return new DatabaseConfig(s.get(URL), s.get(USER), file.equals(NONE) ? null : file);
  }

  /**
   * Properties for the driver. Parameters of the URL go before them.
   *
   * @throws SQLException if the file of the password can't be read; the message names the setting
   */
  public Properties login() throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", user);
    login.setProperty("password", password());
    login.setProperty("ApplicationName", "history-job");
    login.setProperty("connectTimeout", "10");
    // A server that vanished without a word must not hold a checkpoint for hours.
    login.setProperty("socketTimeout", "300");
    login.setProperty("tcpKeepAlive", "true");
    // An error would hold the whole batch, names of users and all.
    login.setProperty("logServerErrorDetail", "false");
    return login;
  }

  /**
   * The password, or an empty text without a file.
   *
   * @throws SQLException if the file can't be read
   */
  public String password() throws SQLException {
    if (passwordFile == null) {
      return "";
    }
    try (var lines = Files.lines(Path.of(passwordFile))) {
      return lines.findFirst().orElse("");
    } catch (IOException e) {
      throw new SQLException(
          PASSWORD_FILE.name() + ": expected a file that can be read, found " + passwordFile, e);
    }
  }
}
