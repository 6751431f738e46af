package ai.colonycraft.realtime.jobs.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

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

  private static final Duration DAY = Duration.ofDays(1);

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

  /** Both sizes, and beside them how many users have come, over the hours of the day. */
  static String svg(List<Moment> moments) {
    return Chart.svg(
        List.of(
            panel("checkpoint, MiB", moments, m -> mebibytes(m.checkpointBytes)),
            panel("heap after a collection, MiB", moments, m -> mebibytes(m.heapBytes)),
            panel("users that have come, thousands", moments, m -> m.users / 1000.0)));
  }

  private static Chart.Panel panel(
      String title, List<Moment> moments, ToDoubleFunction<Moment> value) {
    return new Chart.Panel(
        title,
        Stream.of(1, 6, 12, 18, 24).map(h -> new Chart.Tick(place(h), h + " h")).toList(),
        moments.stream()
            .map(m -> new Chart.Point(place(m.time.toMinutes() / 60.0), value.applyAsDouble(m)))
            .toList());
  }

  private static double place(double hours) {
    return hours / DAY.toHours();
  }

  private static double mebibytes(long bytes) {
    return bytes / (1024.0 * 1024.0);
  }
}
