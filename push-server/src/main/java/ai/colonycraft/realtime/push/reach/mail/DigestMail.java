package ai.colonycraft.realtime.push.reach.mail;

import ai.colonycraft.realtime.push.history.PeriodReport;
import ai.colonycraft.realtime.push.reach.people.Person;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Writes a digest as a mail: HTML, its plain-text twin, and a small chart of some figures. */
final class DigestMail {

  private final URI pages;
  private final String domain;

  /** Who acknowledged an incident, by its id. */
  private final Function<String, Optional<String>> takenBy;

  DigestMail(URI pages, String from, Function<String, Optional<String>> takenBy) {
    this.pages = pages;
    this.domain = from.substring(from.indexOf('@') + 1);
    this.takenBy = takenBy;
  }

  /**
   * The mail.
   *
   * @param id of the message
   * @param unsubscribe link that ends this digest
   */
  Mail of(String id, Digest digest, Person person, String unsubscribe) {
    Words words = Words.of(person.preferences().language());
    DigestParts parts = new DigestParts(digest, words, takenBy);
    String title = words.get("digest." + digest.kind().label());
    String when = when(digest, words);
    StringBuilder html = new StringBuilder(Html.heading(title));
    StringBuilder text = new StringBuilder(title).append('\n');
    html.append(Html.soft(when));
    text.append(when).append("\n\n");
    notes(digest, person, words)
        .forEach(
            note -> {
              html.append(Html.soft(note));
              text.append(note).append("\n\n");
            });
    parts.write(html, text);
    foot(digest, words, unsubscribe, html, text);
    Map<String, byte[]> images = new TreeMap<>();
    for (Figure figure : Figure.DRAWN) {
      images.put(DigestParts.contentId(figure), Sparkline.png(figure.series(digest.period())));
    }
    return new Mail(
        id + "@" + domain,
        person.mail(),
        title + ", " + when,
        text.toString(),
        Html.page(person.preferences().language(), title, html.toString()),
        images,
        List.of(),
        Map.of(
            "List-Unsubscribe",
            "<" + unsubscribe + ">",
            "List-Unsubscribe-Post",
            "List-Unsubscribe=One-Click"));
  }

  private static String when(Digest digest, Words words) {
    PeriodReport period = digest.period();
    DateTimeFormatter date =
        DateTimeFormatter.ofLocalizedDate(
                digest.kind() == DigestKind.DAILY ? FormatStyle.FULL : FormatStyle.LONG)
            .withLocale(words.locale());
    String days = date.format(period.day());
    if (digest.kind() == DigestKind.WEEKLY) {
      days += " – " + date.format(period.day().plusDays(6));
    }
    Duration length = Duration.between(period.start(), period.until());
    Duration usual = Duration.ofDays(digest.kind() == DigestKind.DAILY ? 1 : 7);
    String hours = Double.toString(length.toMinutes() / 60.0).replaceAll("\\.0$", "");
    return days
        + ", "
        + period.zone()
        + (length.equals(usual) ? "" : ", " + words.get("period.length").formatted(hours));
  }

  private static List<String> notes(Digest digest, Person person, Words words) {
    PeriodReport period = digest.period();
    long windows = period.figures().path("windows").asLong();
    long expected = period.figures().path("windowsExpected").asLong();
    String zone = person.preferences().zone().getId();
    List<String> notes = new ArrayList<>();
    if (windows < expected) {
      notes.add(words.get("windows").formatted(windows, expected));
    }
    if (!period.zone().equals(zone) && !zone.equals("Z")) {
      notes.add(words.get("zone.other").formatted(zone));
    }
    return notes;
  }

  private void foot(
      Digest digest, Words words, String unsubscribe, StringBuilder html, StringBuilder text) {
    String time = "?from=%s&to=%s".formatted(digest.period().start(), digest.period().until());
    String operations = pages.resolve("/operations") + time;
    String activity = pages.resolve("/activity") + time;
    String settings = pages.resolve("/settings").toString();
    html.append("<p style=\"margin:24px 0 0;\">")
        .append(Html.link(operations, words.get("pages.operations")))
        .append("<br>")
        .append(Html.link(activity, words.get("pages.activity")))
        .append("</p><p class=\"soft\" style=\"margin:24px 0 0;font-size:12px;color:#4b5563;\">")
        .append(Html.escape(words.get("why")))
        .append("<br>")
        .append(Html.link(settings, words.get("settings")))
        .append(" · ")
        .append(Html.link(unsubscribe, words.get("unsubscribe")))
        .append("</p>");
    text.append(words.get("pages.operations")).append(": ").append(operations).append('\n');
    text.append(words.get("pages.activity")).append(": ").append(activity).append("\n\n");
    text.append("-- \n").append(words.get("why")).append('\n');
    text.append(words.get("settings")).append(": ").append(settings).append('\n');
    text.append(words.get("unsubscribe")).append(": ").append(unsubscribe).append('\n');
  }
}
