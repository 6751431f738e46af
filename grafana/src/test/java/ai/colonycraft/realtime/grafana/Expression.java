package ai.colonycraft.realtime.grafana;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PromQL expression of the pack, as far as the test must know it: which series it selects, and
 * which labels it names. Whether it can be parsed is for Prometheus to say.
 *
 * @param where the dashboard and panel, or the rule
 * @param text PromQL, without variables of Grafana
 * @param kind what its answer must be
 */
record Expression(String where, String text, Kind kind) {

  /** What the answer of an expression must be. */
  enum Kind {
    /** Something. */
    SHOWN,
    /** Nothing, on a good day; each of its selectors has series all the same. */
    ALERT
  }

  /**
   * A metric as it is selected.
   *
   * @param metric its name
   * @param labels the labels that the matchers name
   */
  record Selector(String metric, Set<String> labels) {}

  private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern GROUPING =
      Pattern.compile(
          "\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)|\\bgroup_(?:left|right)\\b");
  private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*]|\\boffset\\s+\\w+");
  private static final Pattern SELECTOR =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\s*\\()?(?:\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*[=!]");
  private static final Set<String> WORDS =
      Set.of(
          "and", "or", "unless", "bool", "sum", "count", "min", "max", "avg", "topk", "offset",
          "e");

  /** Every metric that it selects. */
  List<Selector> selectors() {
    String bare = RANGE.matcher(GROUPING.matcher(withoutTexts()).replaceAll(" ")).replaceAll(" ");
    List<Selector> selectors = new ArrayList<>();
    Matcher selector = SELECTOR.matcher(bare);
    while (selector.find()) {
      boolean part = selector.start() > 0 && Character.isDigit(bare.charAt(selector.start() - 1));
      if (!part && selector.group(2) == null && !WORDS.contains(selector.group(1))) {
        selectors.add(new Selector(selector.group(1), labels(selector.group(3))));
      }
    }
    return selectors;
  }

  /** Every label that it groups or joins by, but those that it makes itself. */
  Set<String> groupings() {
    Set<String> labels = new LinkedHashSet<>();
    Matcher grouping = GROUPING.matcher(withoutTexts());
    while (grouping.find()) {
      if (grouping.group(1) != null && !grouping.group(1).isBlank()) {
        for (String label : grouping.group(1).split(",")) {
          labels.add(label.strip());
        }
      }
    }
    Matcher made = Pattern.compile("\"(\\w+)\",\\s*\"\\$\\d\"").matcher(text);
    while (made.find()) {
      labels.remove(made.group(1));
    }
    return labels;
  }

  private String withoutTexts() {
    return TEXT.matcher(text).replaceAll("\"\"");
  }

  private static Set<String> labels(String matchers) {
    Set<String> labels = new LinkedHashSet<>();
    if (matchers != null) {
      Matcher matcher = MATCHER.matcher(matchers);
      while (matcher.find()) {
        labels.add(matcher.group(1));
      }
    }
    return labels;
  }
}
