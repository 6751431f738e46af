package ai.colonycraft.realtime.jobs.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Draws what a benchmark measured as a small SVG: panels side by side, one line each, every
 * vertical axis from zero, so that flat looks flat. Readable on light and dark pages, since it
 * follows what the reader prefers and brings its own ground.
 */
final class Chart {

  /**
   * One panel.
   *
   * @param title what is drawn, with its unit
   * @param ticks of the horizontal axis, from left to right
   * @param points from left to right
   */
  record Panel(String title, List<Tick> ticks, List<Point> points) {}

  /** A text below the horizontal axis, at a place from 0 to 1. */
  record Tick(double x, String label) {}

  /** A value of zero or more at a place from 0 to 1. */
  record Point(double x, double value) {}

  private static final int COLUMNS = 3;
  private static final int WIDTH = 270;
  private static final int HEIGHT = 190;
  private static final int LEFT = 52;
  private static final int RIGHT = 34;
  private static final int TOP = 34;
  private static final int BOTTOM = 26;
  private static final int LINES = 4;

  /** More points than this are drawn as a line without markers. */
  private static final int FEW = 12;

  private static final String STYLE =
      """
      svg{--ground:#fff;--text:#1f2328;--faint:#d8dee4;--line:#0969da;font:12px sans-serif}
      @media(prefers-color-scheme:dark){svg{--ground:#0d1117;--text:#e6edf3;--faint:#30363d;--line:#58a6ff}}
      text{fill:var(--text)}.g{stroke:var(--faint)}
      .l{fill:none;stroke:var(--line);stroke-width:2;stroke-linejoin:round}.p{fill:var(--line)}\
      """;

  private Chart() {}

  /** The picture; panels follow each other in rows of at most three. */
  static String svg(List<Panel> panels) {
    int columns = Math.min(COLUMNS, panels.size());
    int rows = (panels.size() + columns - 1) / columns;
    StringBuilder svg =
        new StringBuilder(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"><style>%n%s%n</style>%n"
                .formatted(columns * WIDTH, rows * HEIGHT, STYLE));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"var(--ground)\"/>\n");
    for (int i = 0; i < panels.size(); i++) {
      svg.append(
          "<g transform=\"translate(%d,%d)\">%n%s</g>%n"
              .formatted(i % columns * WIDTH, i / columns * HEIGHT, panel(panels.get(i))));
    }
    return svg.append("</svg>\n").toString();
  }

  private static String panel(Panel panel) {
    double step = step(panel.points.stream().mapToDouble(Point::value).max().orElse(1));
    double most = LINES * step;
    StringBuilder svg = new StringBuilder();
    append(svg, "<text x=\"8\" y=\"18\" font-weight=\"bold\">%s</text>%n", panel.title);
    for (int i = 0; i <= LINES; i++) {
      double y = y(i * step, most);
      append(svg, "<path class=\"g\" d=\"M%d %.1fH%d\"/>", LEFT, y, WIDTH - RIGHT);
      append(
          svg,
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
          LEFT - 6,
          y + 4,
          number(i * step));
    }
    for (Tick tick : panel.ticks) {
      append(
          svg,
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
          x(tick.x),
          HEIGHT - 8,
          tick.label);
    }
    append(
        svg,
        "<polyline class=\"l\" points=\"%s\"/>%n",
        panel.points.stream()
            .map(p -> String.format(Locale.ROOT, "%.1f,%.1f", x(p.x), y(p.value, most)))
            .collect(Collectors.joining(" ")));
    if (panel.points.size() <= FEW) {
      panel.points.forEach(
          p ->
              append(
                  svg,
                  "<circle class=\"p\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>%n",
                  x(p.x),
                  y(p.value, most)));
    }
    return svg.toString();
  }

  /** The least of 1, 2, 2.5 and 5 times a power of ten of which four reach the largest value. */
  private static double step(double largest) {
    double least = Math.max(largest, 1e-9) / LINES;
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 2.5, 5}) {
      if (factor * power >= least) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static String number(double value) {
    return value >= 10 || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.3f", value).replaceFirst("0+$", "");
  }

  private static double x(double share) {
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double value, double most) {
    return HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM);
  }

  private static void append(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
