package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.jobs.metrics.Metric;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What browsers measure of a page, by the names of the web-vitals library. The bounds hold each
 * vital's published limits of "good" and "poor" (<a href="https://web.dev/articles/vitals">web.dev,
 * Web Vitals</a>), so that the share of good visits can be read off.
 */
enum WebVital {
  /** Largest contentful paint: good up to 2.5 s, poor above 4 s. */
  LCP("web_vital_lcp_seconds", 1000, .5, 1., 1.5, 2., 2.5, 3., 4., 6., 10.),
  /** First contentful paint: good up to 1.8 s, poor above 3 s. */
  FCP("web_vital_fcp_seconds", 1000, .25, .5, 1., 1.8, 2.4, 3., 5., 10.),
  /** Interaction to next paint: good up to 200 ms, poor above 500 ms. */
  INP("web_vital_inp_seconds", 1000, .025, .05, .1, .2, .3, .5, 1., 2.),
  /** Time to first byte: good up to 800 ms, poor above 1.8 s. */
  TTFB("web_vital_ttfb_seconds", 1000, .1, .2, .4, .8, 1.2, 1.8, 3., 5.),
  /** Cumulative layout shift, without a unit: good up to 0.1, poor above 0.25. */
  CLS("web_vital_cls_score", 1, .01, .025, .05, .1, .15, .25, .5, 1.);

  private static final Map<String, WebVital> BY_NAME =
      Stream.of(values()).collect(Collectors.toMap(Enum::name, Function.identity()));

  private final String metric;
  private final double perUnit;
  private final List<Double> bounds;

  WebVital(String metric, double perUnit, Double... bounds) {
    this.metric = metric;
    this.perUnit = perUnit;
    this.bounds = List.of(bounds);
  }

  /** The vital of that name in any case, or null. */
  static WebVital named(String name) {
    return name == null ? null : BY_NAME.get(name.toUpperCase(Locale.ROOT));
  }

  /** Its metric. */
  Metric.Histogram histogram(int limit) {
    return new Metric.Histogram(
        metric, name() + " of page visits", List.of("platform", "page_group"), limit, bounds);
  }

  /** A reported value, which is in milliseconds where the metric is in seconds. */
  double value(double reported) {
    return reported / perUnit;
  }
}
