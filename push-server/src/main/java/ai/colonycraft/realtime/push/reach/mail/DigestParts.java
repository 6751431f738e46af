package ai.colonycraft.realtime.push.reach.mail;

import ai.colonycraft.realtime.push.history.PastIncident;
import ai.colonycraft.realtime.push.history.PeriodReport;
import ai.colonycraft.realtime.push.history.ReportReader;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The tables of a digest, each as HTML and as lines of text. */
final class DigestParts {

  private static final int ROWS = 5;

  /** A service with fewer requests in both periods changes by chance. */
  private static final long LEAST_REQUESTS = 100;

  private static final double LEAST_CHANGE = 0.1;

  private final Digest digest;
  private final Words words;
  private final Function<String, Optional<String>> takenBy;
  private final Locale locale;

  DigestParts(Digest digest, Words words, Function<String, Optional<String>> takenBy) {
    this.digest = digest;
    this.words = words;
    this.takenBy = takenBy;
    this.locale = words.locale();
  }

  /** The content id of a figure's chart. */
  static String contentId(Figure figure) {
    return "chart-" + figure.name().toLowerCase(Locale.ROOT);
  }

  /** Appends all parts. */
  void write(StringBuilder html, StringBuilder text) {
    figures(html, text);
    incidents(html, text);
    services(html, text);
    changed(html, text);
    colonies(html, text);
  }

  private void figures(StringBuilder html, StringBuilder text) {
    PeriodReport now = digest.period();
    boolean daily = digest.kind() == DigestKind.DAILY;
    String before = words.get("before." + digest.kind().label());
    StringBuilder rows =
        new StringBuilder("<tr>")
            .append(Html.head("left", "", words.get("figure")))
            .append(Html.head("right", "", words.get("value")))
            .append(Html.head("right", "", before))
            .append(daily ? Html.head("right", "", words.get("weekBefore")) : "")
            .append(Html.head("right", "wide", words.get(daily ? "by.hour" : "by.day")))
            .append("</tr>");
    for (Figure figure : Figure.values()) {
      String name = words.get(figure.name());
      String value = figure.text(figure.of(now.figures()), locale);
      String change = figure.change(now, digest.before(), locale);
      String weekChange = figure.change(now, digest.weekBefore(), locale);
      rows.append("<tr>")
          .append(Html.cell("left", "", Html.escape(name)))
          .append(Html.cell("right", "", "<b>" + Html.escape(value) + "</b>"))
          .append(Html.cell("right", "", Html.escape(change)))
          .append(daily ? Html.cell("right", "", Html.escape(weekChange)) : "")
          .append(Html.cell("right", "wide", chart(figure, name)))
          .append("</tr>");
      text.append("%-28s %14s  %s %s".formatted(name, value, before, change));
      text.append(daily ? ", %s %s".formatted(words.get("weekBefore"), weekChange) : "");
      text.append('\n');
    }
    html.append(Html.table(rows.toString()));
    text.append('\n');
  }

  private String chart(Figure figure, String name) {
    if (!Figure.DRAWN.contains(figure)) {
      return "&nbsp;";
    }
    String alt =
        name
            + " "
            + words.get(digest.kind() == DigestKind.DAILY ? "by.hour" : "by.day")
            + ": "
            + figure.seriesText(digest.period(), locale);
    return "<img src=\"cid:%s\" width=\"%d\" height=\"%d\" alt=\"%s\" style=\"display:inline-block;border:0;\">"
        .formatted(contentId(figure), Sparkline.WIDTH, Sparkline.HEIGHT, Html.escape(alt));
  }

  private void incidents(StringBuilder html, StringBuilder text) {
    title(words.get("incidents"), html, text);
    List<PastIncident> incidents = digest.incidents();
    if (incidents.isEmpty()) {
      html.append(Html.paragraph(words.get("incidents.none")));
      text.append(words.get("incidents.none")).append("\n\n");
      return;
    }
    ZoneId zone = ZoneId.of(digest.period().zone());
    DateTimeFormatter time = DateTimeFormatter.ofPattern("EEE HH:mm", locale);
    StringBuilder rows = new StringBuilder();
    for (PastIncident incident : incidents) {
      String lasted =
          incident
              .end()
              .map(
                  end ->
                      words.get("lasted") + " " + length(Duration.between(incident.begin(), end)))
              .orElse(words.get("goes.on"));
      String taken =
          takenBy.apply(incident.id()).map(who -> ", " + words.get("taken") + " " + who).orElse("");
      String severity = words.get(incident.type());
      String begin = time.format(incident.begin().atZone(zone));
      String line = Mail.line("%s, %s%s".formatted(begin, lasted, taken));
      String title = Mail.line(incident.title());
      rows.append("<tr>")
          .append(
              Html.cell(
                  "left",
                  "",
                  "<b>%s</b> %s<br><span class=\"soft\" style=\"font-size:13px;color:#4b5563;\">%s</span>"
                      .formatted(Html.escape(severity), Html.escape(title), Html.escape(line))))
          .append("</tr>");
      text.append("[%s] %s (%s)\n".formatted(severity, title, line));
    }
    html.append(Html.table(rows.toString()));
    if (incidents.size() == ReportReader.INCIDENTS) {
      html.append(Html.soft(words.get("incidents.most").formatted(ReportReader.INCIDENTS)));
    }
    text.append('\n');
  }

  private static String length(Duration lasted) {
    long minutes = Math.max(0, lasted.toMinutes());
    return minutes < 60 ? minutes + " min" : "%d h %02d min".formatted(minutes / 60, minutes % 60);
  }

  private void services(StringBuilder html, StringBuilder text) {
    title(words.get("services"), html, text);
    StringBuilder rows =
        new StringBuilder("<tr>")
            .append(Html.head("left", "", words.get("service")))
            .append(Html.head("right", "", words.get("REQUESTS")))
            .append(Html.head("right", "", words.get("ERRORS")))
            .append(Html.head("right", "", "p95"))
            .append(Html.head("right", "wide", words.get("APDEX")))
            .append("</tr>");
    for (JsonNode service : first(digest.period(), "topServices")) {
      String name = Mail.line(service.path("name").asText());
      rows.append("<tr>").append(Html.cell("left", "", Html.escape(name)));
      text.append("%-28s".formatted(name));
      for (Figure figure : List.of(Figure.REQUESTS, Figure.ERRORS, Figure.P95, Figure.APDEX)) {
        String value = figure.text(figure.of(service), locale);
        rows.append(Html.cell("right", figure == Figure.APDEX ? "wide" : "", Html.escape(value)));
        text.append("  ").append(words.get(figure.name())).append(' ').append(value);
      }
      rows.append("</tr>");
      text.append('\n');
    }
    html.append(Html.table(rows.toString()));
    text.append('\n');
  }

  private record Change(String name, double now, double then) {
    double size() {
      // A service that is new, or gone, changed most.
      return now == 0 || then == 0 ? Double.MAX_VALUE : Math.abs(Math.log(now / then));
    }
  }

  private void changed(StringBuilder html, StringBuilder text) {
    if (digest.before().isEmpty()) {
      return;
    }
    title(words.get("changed"), html, text);
    List<Change> changes = changes(digest.period(), digest.before().get());
    if (changes.isEmpty()) {
      html.append(Html.paragraph(words.get("changed.none")));
      text.append(words.get("changed.none")).append("\n\n");
      return;
    }
    StringBuilder rows = new StringBuilder();
    for (Change change : changes) {
      String name = Mail.line(change.name);
      String amount =
          change.then == 0
              ? "0 → " + Figure.REQUESTS.text(change.now, locale)
              : Figure.percent(change.now, change.then, locale);
      String requests = words.get("rate") + " " + amount;
      rows.append("<tr>")
          .append(Html.cell("left", "", Html.escape(name)))
          .append(Html.cell("right", "", Html.escape(requests)))
          .append("</tr>");
      text.append("%-28s  %s\n".formatted(name, requests));
    }
    html.append(Html.table(rows.toString()));
    text.append('\n');
  }

  /** Of services that either report lists, those whose requests a second changed most. */
  private static List<Change> changes(PeriodReport now, PeriodReport then) {
    double longer =
        now.figures().path("seconds").asDouble() / then.figures().path("seconds").asDouble();
    Map<String, Double> before = requests(then);
    Map<String, Double> after = requests(now);
    List<Change> changes = new ArrayList<>();
    Map<String, Double> all = new HashMap<>(before);
    all.putAll(after);
    for (String name : all.keySet()) {
      Change change =
          new Change(name, after.getOrDefault(name, 0.0) / longer, before.getOrDefault(name, 0.0));
      if (Math.max(change.now, change.then) >= LEAST_REQUESTS
          && change.size() >= Math.log1p(LEAST_CHANGE)) {
        changes.add(change);
      }
    }
    return changes.stream()
        .sorted(Comparator.comparingDouble(Change::size).reversed().thenComparing(Change::name))
        .limit(ROWS)
        .toList();
  }

  private static Map<String, Double> requests(PeriodReport report) {
    Map<String, Double> requests = new HashMap<>();
    for (JsonNode service : report.figures().path("topServices")) {
      requests.put(service.path("name").asText(), service.path("requests").asDouble());
    }
    return requests;
  }

  private void colonies(StringBuilder html, StringBuilder text) {
    title(words.get("colonies"), html, text);
    StringBuilder rows = new StringBuilder();
    for (JsonNode colony : first(digest.period(), "topColonies")) {
      String id = colony.path("id").asText();
      String name = Mail.line(colony.path("name").asText(id));
      String events =
          Figure.EVENTS.text(colony.path("events").asDouble(), locale) + " " + words.get("EVENTS");
      rows.append("<tr>")
          .append(Html.cell("left", "", Html.escape(name)))
          .append(Html.cell("right", "", Html.escape(events)))
          .append("</tr>");
      text.append("%-28s %14s\n".formatted(name, events));
    }
    html.append(Html.table(rows.toString()));
    text.append('\n');
  }

  private static List<JsonNode> first(PeriodReport report, String field) {
    List<JsonNode> first = new ArrayList<>();
    for (JsonNode one : report.figures().path(field)) {
      if (first.size() < ROWS) {
        first.add(one);
      }
    }
    return first;
  }

  private static void title(String title, StringBuilder html, StringBuilder text) {
    html.append(Html.subheading(title));
    text.append(title).append('\n').append("-".repeat(title.length())).append('\n');
  }
}
