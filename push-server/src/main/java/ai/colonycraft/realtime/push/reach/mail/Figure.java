package ai.colonycraft.realtime.push.reach.mail;

import ai.colonycraft.realtime.push.history.PeriodReport;
import com.fasterxml.jackson.databind.JsonNode;
import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A number of a report: how it is read, written, and compared. Amounts are compared as rates, since
 * days and weeks are not all of one length.
 */
enum Figure {
  USERS(f -> number(f, "users"), Form.COUNT),
  REQUESTS(f -> number(f, "requests"), Form.AMOUNT),
  ERRORS(f -> ratio(f), Form.SHARE),
  APDEX(f -> number(f, "apdex"), Form.INDEX),
  P50(f -> number(f, "p50"), Form.DURATION),
  P95(f -> number(f, "p95"), Form.DURATION),
  P99(f -> number(f, "p99"), Form.DURATION),
  TOKENS(f -> number(f, "tokens"), Form.AMOUNT),
  EVENTS(f -> number(f, "events"), Form.AMOUNT),
  COLONIES(f -> number(f, "colonies"), Form.COUNT);

  /** The figures that slices of a report have too. */
  static final List<Figure> DRAWN = List.of(USERS, REQUESTS, ERRORS, P95, TOKENS, EVENTS);

  /** From here on in millions and more, so that the columns fit on a phone. */
  private static final double MANY = 10_000_000;

  /** How a number is written. */
  enum Form {
    COUNT,
    AMOUNT,
    SHARE,
    INDEX,
    DURATION
  }

  private final Function<JsonNode, Double> value;
  private final Form form;

  Figure(Function<JsonNode, Double> value, Form form) {
    this.value = value;
    this.form = form;
  }

  private static Double number(JsonNode figures, String field) {
    JsonNode number = figures.path(field);
    return number.isNumber() ? number.asDouble() : null;
  }

  private static Double ratio(JsonNode figures) {
    Double requests = number(figures, "requests");
    return requests == null || requests == 0 ? null : number(figures, "errors") / requests;
  }

  /** Its value in figures of a report, slice or service; null if there is none. */
  Double of(JsonNode figures) {
    return value.apply(figures);
  }

  /** A value as people read it; a dash for none. */
  String text(Double number, Locale locale) {
    if (number == null) {
      return "–";
    }
    return switch (form) {
      case COUNT, AMOUNT -> amount(number, locale);
      case SHARE -> decimals(number * 100, 2, locale) + "\u00a0%";
      case INDEX -> decimals(number, 3, locale);
      case DURATION ->
          number < 1
              ? NumberFormat.getIntegerInstance(locale).format(number * 1000) + "\u00a0ms"
              : decimals(number, 2, locale) + "\u00a0s";
    };
  }

  private static String amount(double number, Locale locale) {
    if (number < MANY) {
      return NumberFormat.getIntegerInstance(locale).format(number);
    }
    NumberFormat format = NumberFormat.getCompactNumberInstance(locale, NumberFormat.Style.SHORT);
    format.setMaximumFractionDigits(1);
    return format.format(number);
  }

  /** The change since another period in words and an arrow; a dash if it can't be said. */
  String change(PeriodReport now, Optional<PeriodReport> before, Locale locale) {
    return before
        .map(
            then ->
                change(
                    of(now.figures()),
                    of(then.figures()),
                    number(now.figures(), "seconds") / number(then.figures(), "seconds"),
                    locale))
        .orElse("–");
  }

  private String change(Double now, Double then, double longer, Locale locale) {
    if (now == null || then == null) {
      return "–";
    }
    return switch (form) {
      case SHARE -> arrow(now - then, decimals(Math.abs(now - then) * 100, 2, locale) + "\u00a0pp");
      case INDEX -> arrow(now - then, decimals(Math.abs(now - then), 3, locale));
      case AMOUNT -> percent(now / longer, then, locale);
      default -> percent(now, then, locale);
    };
  }

  /** The relative change. */
  static String percent(double now, double then, Locale locale) {
    if (then == 0) {
      return now == 0 ? "= 0\u00a0%" : "–";
    }
    double change = now / then - 1;
    return arrow(change, decimals(Math.abs(change) * 100, 1, locale) + "\u00a0%");
  }

  private static String arrow(double change, String amount) {
    boolean none = amount.chars().filter(Character::isDigit).allMatch(digit -> digit == '0');
    return (none ? "= " : change > 0 ? "▲ +" : "▼ −") + amount;
  }

  private static String decimals(double number, int digits, Locale locale) {
    NumberFormat format = NumberFormat.getNumberInstance(locale);
    format.setMinimumFractionDigits(digits);
    format.setMaximumFractionDigits(digits);
    return format.format(number);
  }

  /** Its values in the slices of a report, in the order of time; amounts as rates a second. */
  List<Double> series(PeriodReport report) {
    List<Double> values = new ArrayList<>();
    for (JsonNode slice : report.figures().path("series")) {
      Double one = of(slice);
      values.add(one == null || form != Form.AMOUNT ? one : one / slice.path("seconds").asDouble());
    }
    return values;
  }

  /** Its values in slices as one can read them: for the text of a picture. */
  String seriesText(PeriodReport report, Locale locale) {
    List<String> values = new ArrayList<>();
    for (JsonNode slice : report.figures().path("series")) {
      values.add(text(of(slice), locale));
    }
    return String.join(", ", values);
  }
}
