package ai.colonycraft.realtime.jobs.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How state grew over a day, as text and as a picture. */
final class StateChart {

  /**
   * One moment.
   *
   * @param time of the day
   * @param users that have come so far
   * @param checkpointBytes size of a whole checkpoint
   * @param heapBytes used after a collection, broker and all in one JVM
   */
  record Moment(Duration time, long users, long checkpointBytes, long heapBytes) {}

  private static final int WIDTH = 720;
  private static final int HEIGHT = 240;
  private static final int MARGIN = 40;

  private StateChart() {}

  /** One line of the table. */
  static String line(Moment moment) {
    return String.format(
        Locale.ROOT,
        "%02d:%02d %,10d users %8.1f MiB checkpoint %8.1f MiB heap",
        moment.time.toHours(),
        moment.time.toMinutesPart(),
        moment.users,
        mebibytes(moment.checkpointBytes),
        mebibytes(moment.heapBytes));
  }

  /** Both sizes over the day, each as a share of its largest. */
  static String svg(List<Moment> moments) {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
    <rect width="100%%" height="100%%" fill="white"/>
    <path d="M%d %dH%d" stroke="black"/>
    %s
    %s
    </svg>
    """
        .formatted(
            WIDTH + 2 * MARGIN,
            HEIGHT + 2 * MARGIN,
            MARGIN,
            HEIGHT + MARGIN,
            WIDTH + MARGIN,
            series(moments, Moment::checkpointBytes, "checkpoint", "#0a6", 15),
            series(moments, Moment::heapBytes, "heap", "#06c", 30));
  }

  private static String series(
      List<Moment> moments, ToLongFunction<Moment> size, String name, String colour, int y) {
    long most = moments.stream().mapToLong(size).max().orElse(1);
    String points =
        IntStream.range(0, moments.size())
            .mapToObj(
                i ->
                    String.format(
                        Locale.ROOT,
                        "%.1f,%.1f",
                        MARGIN + WIDTH * (double) i / Math.max(1, moments.size() - 1),
                        MARGIN + HEIGHT * (1 - size.applyAsLong(moments.get(i)) / (double) most)))
            .collect(Collectors.joining(" "));
    return String.format(
        Locale.ROOT,
        "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s, at most %.1f MiB</text>%n"
            + "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\"/>",
        MARGIN,
        y,
        colour,
        name,
        mebibytes(most),
        points,
        colour);
  }

  private static double mebibytes(long bytes) {
    return bytes / (1024.0 * 1024.0);
  }
}
