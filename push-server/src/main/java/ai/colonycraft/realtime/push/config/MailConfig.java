package ai.colonycraft.realtime.push.config;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How mails are sent.
 *
 * @param host SMTP server; empty for no mail
 * @param port of it
 * @param security how the connection is kept private
 * @param user that logs in; empty for nobody
 * @param passwordFile whose first line is the user's password
 * @param from address of the sender
 * @param url address of the pages as people open them, for links
 * @param keyFile whose first line signs links that unsubscribe; the same at every push server
 */
public record MailConfig(
    Optional<String> host,
    int port,
    Security security,
    Optional<String> user,
    Optional<Path> passwordFile,
    String from,
    URI url,
    Optional<Path> keyFile) {

  /** How the connection to the SMTP server is kept private. */
  public enum Security {
    /** Not at all; for a server on this machine. */
    NONE,
    /** The connection begins in the clear and must become TLS. */
    STARTTLS,
    /** TLS from the first byte. */
    TLS
  }

  private static final Pattern ADDRESS = Pattern.compile("[^\\s@<>,;\"]+@[^\\s@<>,;\"]+");

  private static final Setting<Optional<String>> HOST =
      OptionalSettings.word("mail.smtp.host", "SMTP server; none for no mail");
  private static final Setting<Integer> PORT =
      Setting.wholeNumber("mail.smtp.port", 1, 65_535, 587, "its port");
  private static final Setting<Security> SECURITY =
      Setting.choice("mail.smtp.security", Security.class, Security.STARTTLS, "TLS to it");
  private static final Setting<Optional<String>> USER =
      OptionalSettings.word("mail.smtp.user", "who logs in to it");
  private static final Setting<Optional<Path>> PASSWORD_FILE =
      OptionalSettings.file("mail.smtp.password-file", "file whose first line is the password");
  private static final Setting<String> FROM =
      new Setting<>(
          "mail.from",
          "an address as name@host",
          "colonycraft@localhost",
          "sender of mails",
          text -> {
            if (!ADDRESS.matcher(text).matches()) {
              throw new IllegalArgumentException();
            }
            return text;
          });
  private static final Setting<URI> PAGES =
      new Setting<>(
          "mail.url",
          "an http or https address",
          "http://localhost:8080/",
          "the pages as people open them, for links in mails",
          text -> {
            URI url = URI.create(text);
            if (url.getHost() == null || !url.getScheme().matches("https?")) {
              throw new IllegalArgumentException();
            }
            return url;
          });
  private static final Setting<Optional<Path>> KEY_FILE =
      OptionalSettings.file(
          "mail.key-file", "file whose first line signs links that unsubscribe; for digests");

  static final List<Setting<?>> SETTINGS =
      List.of(HOST, PORT, SECURITY, USER, PASSWORD_FILE, FROM, PAGES, KEY_FILE);

  static MailConfig read(Settings settings) {
    return new MailConfig(
        settings.get(HOST),
        settings.get(PORT),
        settings.get(SECURITY),
        settings.get(USER),
        settings.get(PASSWORD_FILE),
        settings.get(FROM),
        settings.get(PAGES),
        settings.get(KEY_FILE));
  }

  /** What does not go together. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (user.isPresent() && passwordFile.isEmpty()) {
      problems.add(
          "mail.smtp.password-file: expected a file, since mail.smtp.user is set, found none");
    }
    return problems;
  }
}
