package ai.colonycraft.realtime.push.reach.mail;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.history.ReportReader;
import ai.colonycraft.realtime.push.reach.mail.Mailer.NotYetException;
import ai.colonycraft.realtime.push.reach.people.Person;
import ai.colonycraft.realtime.push.reach.people.Preferences;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The command {@code digest --preview FILE.html}: writes the digest that would be sent now to a
 * file, with its charts inside, and sends nothing.
 */
public final class DigestCommand {

  private static final String USAGE =
      "Usage: java -jar push-server-runnable.jar digest --preview FILE.html [--key value …]";

  private static final Setting<String> PREVIEW =
      Setting.text("preview", "digest.html", "file to write");
  private static final Setting<DigestKind> KIND =
      Setting.choice("digest.kind", DigestKind.class, DigestKind.DAILY, "which digest");
  private static final Setting<ZoneId> ZONE =
      new Setting<>(
          "digest.zone",
          "a time zone as Europe/Berlin",
          "UTC",
          "whose day ends",
          text -> {
            try {
              return ZoneId.of(text);
            } catch (DateTimeException e) {
              throw new IllegalArgumentException(e);
            }
          });
  private static final Setting<String> LANGUAGE =
      new Setting<>(
          "digest.language",
          "en or de",
          "en",
          "language of the digest",
          text -> {
            if (!text.equals("en") && !text.equals("de")) {
              throw new IllegalArgumentException();
            }
            return text;
          });

  private DigestCommand() {}

  /**
   * Runs the command.
   *
   * @param args what follows {@code digest}
   * @return the exit code: 0, 2 for a wrong command line, 1 if there is no report
   */
  public static int run(String[] args, Clock clock) {
    List<Setting<?>> own = List.of(PREVIEW, KIND, ZONE, LANGUAGE);
    List<Setting<?>> all =
        Stream.<Setting<?>>concat(own.stream(), PushConfig.SETTINGS.stream()).toList();
    if (Settings.asksForHelp(args)) {
      System.out.print(Settings.help(USAGE, all));
      return 0;
    }
    try {
      Settings settings = Settings.read(all, args);
      PushConfig config = PushConfig.of(settings);
      if (config.history().url().isEmpty()) {
        throw new InvalidConfigException(
            List.of("history.url: expected the database with the reports, found none"));
      }
      Path file = Path.of(settings.get(PREVIEW));
      Files.writeString(
          file,
          preview(
              config,
              settings.get(KIND),
              settings.get(ZONE),
              settings.get(LANGUAGE),
              clock.instant()));
      System.out.println("Written to " + file);
      return 0;
    } catch (InvalidConfigException e) {
      System.err.println(e.getMessage());
      return 2;
    } catch (NotYetException | IOException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static String preview(
      PushConfig config, DigestKind kind, ZoneId zone, String language, Instant now)
      throws NotYetException {
    Preferences like = Preferences.DEFAULT;
    Person reader = Person.of("preview");
    Person person =
        new Person(
            reader.id(),
            reader.name(),
            "preview@localhost.localdomain",
            new ArrayList<>(),
            new Preferences(
                like.severities(),
                like.services(),
                like.regions(),
                like.quietHours(),
                like.ways(),
                like.digests(),
                zone,
                language),
            reader.visibility());
    try (ReportReader reports = new ReportReader(config.history())) {
      Digest digest =
          new DigestReader(reports).read(kind, zone, LocalDate.ofInstant(now, zone), now);
      Mail mail =
          new DigestMail(config.mail().url(), config.mail().from(), id -> Optional.empty())
              .of("preview", digest, person, config.mail().url().resolve("/settings").toString());
      return inline(mail);
    }
  }

  /** The HTML with its charts as data, since a file has no parts. */
  static String inline(Mail mail) {
    String html = mail.html();
    for (Map.Entry<String, byte[]> image : mail.images().entrySet()) {
      html =
          html.replace(
              "cid:" + image.getKey(),
              "data:image/png;base64," + Base64.getEncoder().encodeToString(image.getValue()));
    }
    return html;
  }
}
