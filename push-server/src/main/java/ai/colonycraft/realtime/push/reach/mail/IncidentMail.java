package ai.colonycraft.realtime.push.reach.mail;

import ai.colonycraft.realtime.push.incidents.Incident;
import ai.colonycraft.realtime.push.reach.deliver.Notice;
import ai.colonycraft.realtime.push.reach.people.Person;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a notice of an incident as a mail. All mails of an incident are one thread: they name the
 * same first message in {@code References} and have the same subject (RFC 5322, 3.6.4).
 */
final class IncidentMail {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z", Locale.ROOT);

  private final URI pages;
  private final String domain;

  /**
   * Writes mails of one sender.
   *
   * @param pages as people open them
   * @param from address of the sender, whose host is part of each Message-ID
   */
  IncidentMail(URI pages, String from) {
    this.pages = pages;
    this.domain = from.substring(from.indexOf('@') + 1);
  }

  /** The mail. */
  Mail of(Notice notice, Person person) {
    Words words = Words.of(person.preferences().language());
    Incident incident = notice.incident();
    String root = notice.tag() + "@" + domain;
    boolean first = notice.kind() == Notice.Kind.OPENED;
    boolean test = notice.kind() == Notice.Kind.TEST;
    String what = words.get("notice." + notice.kind().label());
    String title = Mail.line(incident.title());
    ZoneId zone = person.preferences().zone();
    String begin = TIME.format(Instant.ofEpochMilli(incident.begin()).atZone(zone));
    String since = words.get("since") + " " + begin;
    String end =
        incident
            .resolvedAt()
            .map(
                at -> words.get("ended") + " " + TIME.format(Instant.ofEpochMilli(at).atZone(zone)))
            .orElse("");
    String url =
        pages.resolve("/notifications?id=")
            + URLEncoder.encode(incident.id(), StandardCharsets.UTF_8);
    String text =
        "%s: %s\n\n%s\n\n%s\n%s\n%s\n"
            .formatted(what, title, notice.message(), since, end, test ? "" : url);
    String html =
        Html.heading(what + ": " + title)
            + Html.soft(since)
            + (end.isEmpty() ? "" : Html.soft(end))
            + Html.paragraph(notice.message())
            + (test ? "" : "<p>" + Html.link(url, words.get("open")) + "</p>");
    String subject = "[%s] %s".formatted(incident.type(), title);
    return new Mail(
        first ? root : notice.id() + "@" + domain,
        person.mail(),
        first || test ? subject : "Re: " + subject,
        text,
        Html.page(person.preferences().language(), title, html),
        Map.of(),
        first || test ? List.of() : List.of(root),
        Map.of());
  }
}
