package ai.colonycraft.realtime.jobs.rules;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Matches over time as bars: an SVG file, or one line for a terminal.
 *
 * @param from of the first bar
 * @param to of the last
 * @param bars matches of each of as many equal stretches
 */
record MatchChart(Instant from, Instant to, int[] bars) {

  private static final int BARS = 60;
  private static final String LEVELS = " ▁▂▃▄▅▆▇█";
  private static final int WIDTH = 12;
  private static final int HEIGHT = 120;
  private static final int LEFT = 50;
  private static final int TOP = 40;

  /** Counts matches by their times in epoch milliseconds. */
  static MatchChart of(Instant from, Instant to, List<Long> matches) {
    int[] bars = new int[BARS];
    double length = Math.max(1, to.toEpochMilli() - from.toEpochMilli());
    for (long time : matches) {
      double part = (time - from.toEpochMilli()) / length;
      bars[(int) Math.max(0, Math.min(BARS - 1, Math.floor(part * BARS)))]++;
    }
    return new MatchChart(from, to, bars);
  }

  private int most() {
    int most = 1;
    for (int bar : bars) {
      most = Math.max(most, bar);
    }
    return most;
  }

  /** One character for each bar; a space for none. */
  String line() {
    StringBuilder line = new StringBuilder();
    int top = LEVELS.length() - 1;
    for (int bar : bars) {
      line.append(LEVELS.charAt((int) Math.ceil((double) bar * top / most())));
    }
    return line.toString();
  }

  /**
   * The picture.
   *
   * @param title of letters, digits, spaces and hyphens
   */
  String svg(String title) {
    int width = LEFT + BARS * WIDTH + 20;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">
        <rect width="100%%" height="100%%" fill="white"/>
        <text x="%d" y="20" font-size="14">%s</text>
        <text x="%d" y="%d" text-anchor="end">%d</text>
        <text x="%d" y="%d" text-anchor="end">0</text>
        """
            .formatted(
                width,
                TOP + HEIGHT + 40,
                LEFT,
                title,
                LEFT - 6,
                TOP + 10,
                most(),
                LEFT - 6,
                TOP + HEIGHT));
    for (int i = 0; i < bars.length; i++) {
      double height = (double) HEIGHT * bars[i] / most();
      if (bars[i] > 0) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\""
                    + " fill=\"#2a6fb0\"><title>%d</title></rect>%n",
                LEFT + i * WIDTH,
                TOP + HEIGHT - height,
                WIDTH - 2,
                height,
                bars[i]));
      }
    }
    svg.append(
        """
        <line x1="%d" y1="%d" x2="%d" y2="%d" stroke="black"/>
        <text x="%d" y="%d">%s</text>
        <text x="%d" y="%d" text-anchor="end">%s</text>
        </svg>
        """
            .formatted(
                LEFT,
                TOP + HEIGHT,
                LEFT + BARS * WIDTH,
                TOP + HEIGHT,
                LEFT,
                TOP + HEIGHT + 20,
                from,
                LEFT + BARS * WIDTH,
                TOP + HEIGHT + 20,
                to));
    return svg.toString();
  }
}
