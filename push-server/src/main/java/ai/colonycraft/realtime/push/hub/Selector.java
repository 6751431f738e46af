package ai.colonycraft.realtime.push.hub;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which series a subscription means.
 *
 * <p>A series matches if its metric's name matches, its labels have just the names given, and each
 * label's value matches. No labels means the series without labels, the total.
 *
 * @param metric a metric's name, in which {@code *} stands for any characters, also none
 * @param labels label name to value, where the value {@code *} stands for any
 */
public record Selector(String metric, Map<String, String> labels) {

  private static final String ANY = "*";

  /** A selector, its place in a session and in the index, beside its text. */
  private static final int OWN_BYTES = 500;

  private static final int LABEL_BYTES = 100;

  /** Every series without labels: what a connection gets that has not subscribed. */
  public static final Selector TOTALS = new Selector(ANY, Map.of());

  public Selector {
    Objects.requireNonNull(metric);
    labels = Map.copyOf(labels);
  }

  /** The selector of one metric's total. */
  public static Selector total(String metric) {
    return new Selector(metric, Map.of());
  }

  /** Whether the metric is a pattern, not a name. */
  public boolean isPattern() {
    return metric.contains(ANY);
  }

  /** Whether a series of this metric with these labels is meant. */
  public boolean matches(String itsMetric, Map<String, String> itsLabels) {
    return matchesLabels(itsLabels) && matchesMetric(itsMetric);
  }

  /** Whether a series with these labels is meant, whatever its metric. */
  public boolean matchesLabels(Map<String, String> itsLabels) {
    if (itsLabels.size() != labels.size()) {
      return false;
    }
    for (Map.Entry<String, String> label : labels.entrySet()) {
      String its = itsLabels.get(label.getKey());
      if (its == null || !(label.getValue().equals(ANY) || label.getValue().equals(its))) {
        return false;
      }
    }
    return true;
  }

  /** Whether series of this metric can be meant, with some labels or others. */
  public boolean matchesMetric(String itsMetric) {
    return isPattern() ? like(metric, itsMetric) : metric.equals(itsMetric);
  }

  /** The labels whose value is given, without those that may have any. */
  Map<String, String> givenLabels() {
    if (!labels.containsValue(ANY)) {
      return labels;
    }
    Map<String, String> given = new HashMap<>(labels);
    given.values().removeIf(ANY::equals);
    return given;
  }

  /** Whether one of the selectors means the message's series. */
  public static boolean any(List<Selector> selectors, Message message) {
    for (Selector selector : selectors) {
      if (selector.matches(message.metric(), message.labels())) {
        return true;
      }
    }
    return false;
  }

  /** What it takes in memory, about, in bytes. */
  public int bytes() {
    int characters = metric.length();
    for (Map.Entry<String, String> label : labels.entrySet()) {
      characters += LABEL_BYTES + label.getKey().length() + label.getValue().length();
    }
    return OWN_BYTES + characters;
  }

  /** Linear in the lengths, whatever the pattern: on a mismatch only the last star grows. */
  private static boolean like(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int starred = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        starred = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++starred;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
