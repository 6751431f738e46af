package ai.colonycraft.realtime.push.reach.mail;

import ai.colonycraft.realtime.push.config.MailConfig;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.incidents.Incident;
import ai.colonycraft.realtime.push.reach.deliver.Notice;
import ai.colonycraft.realtime.push.reach.people.Digests;
import ai.colonycraft.realtime.push.reach.people.Person;
import ai.colonycraft.realtime.push.reach.people.Preferences;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the tests of mails share. */
final class Posts {

  private Posts() {}

  static GreenMail server() {
    GreenMail server =
        new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP).dynamicPort());
    server.start();
    return server;
  }

  static MailConfig config(int port) {
    return new MailConfig(
        Optional.of("127.0.0.1"),
        port,
        MailConfig.Security.NONE,
        Optional.empty(),
        Optional.empty(),
        "watch@colony.example",
        URI.create("https://pages.example/"),
        Optional.empty());
  }

  static Person person(String id, String mail, String zone, String language) {
    Person of = Person.of(id);
    return new Person(
        id,
        id,
        mail,
        List.of(),
        new Preferences(
            of.preferences().severities(),
            Set.of(),
            Set.of(),
            Optional.empty(),
            Set.of(Preferences.MAIL),
            new Digests(true, Optional.of(DayOfWeek.MONDAY), LocalTime.of(8, 0)),
            ZoneId.of(zone),
            language),
        Visibility.EVERYTHING);
  }

  static Notice notice(Notice.Kind kind, String incident, String title, Long resolved) {
    return new Notice(
        Notice.id(incident, kind, 0, "ada", Preferences.MAIL),
        kind,
        new Incident(
            incident,
            "critical",
            title,
            "rules",
            Instant.parse("2026-11-27T03:04:05Z").toEpochMilli(),
            Optional.ofNullable(resolved),
            Instant.parse("2026-11-27T03:05:00Z").toEpochMilli(),
            Map.of("service", "api"),
            List.of(),
            List.of()),
        "12 % of requests fail <script>alert(1)</script>",
        0,
        Optional.empty(),
        Instant.parse("2026-11-27T03:04:05Z"));
  }

  /** The text of the first part of a type, however deep it lies. */
  static String part(Object content, String type) throws Exception {
    if (content instanceof Multipart parts) {
      for (int i = 0; i < parts.getCount(); i++) {
        BodyPart part = parts.getBodyPart(i);
        if (part.isMimeType(type)) {
          return (String) part.getContent();
        }
        String within = part(part.getContent(), type);
        if (within != null) {
          return within;
        }
      }
    }
    return null;
  }
}
