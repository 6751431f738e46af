package ai.colonycraft.realtime.jobs.quickstart;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number as a page shows it, read as a person would.
 *
 * @param value what it says
 * @param half of the step of its last digit: how far the exact number may be from it
 */
record ShownNumber(double value, double half) {

  private static final Pattern NUMBER =
      Pattern.compile("(-?[0-9][0-9,]*)(\\.[0-9]+)?\\s?(%|K|M|B|T|KiB|MiB|GiB|TiB)?");
  private static final Map<String, Double> FACTORS =
      Map.of(
          "%",
          0.01, "K", 1e3, "M", 1e6, "T", 1e12, "KiB", 0x1p10, "MiB", 0x1p20, "GiB", 0x1p30, "TiB",
          0x1p40);

  /** Reads a text; one that holds no number is like no number. */
  static ShownNumber of(String text) {
    Matcher found = NUMBER.matcher(text.strip());
    if (!found.matches()) {
      return new ShownNumber(Double.NaN, 0);
    }
    String digits = found.group(1).replace(",", "");
    String fraction = found.group(2) == null ? "" : found.group(2);
    // A thousand million is B, and so are bytes, which are exact below a thousand.
    double factor = found.group(3) == null ? 1 : FACTORS.getOrDefault(found.group(3), 1.0);
    double step = Math.pow(10, -Math.max(0, fraction.length() - 1)) * factor;
    return new ShownNumber(Double.parseDouble(digits + fraction) * factor, step / 2);
  }

  /** Whether it lies between the least and the most of these, rounded. */
  boolean isAmong(List<Double> exact) {
    double rounding = half * (1 + 1e-6);
    return !exact.isEmpty()
        && value >= Collections.min(exact) - rounding
        && value <= Collections.max(exact) + rounding;
  }
}
