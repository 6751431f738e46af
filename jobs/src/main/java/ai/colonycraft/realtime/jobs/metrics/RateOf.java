package ai.colonycraft.realtime.jobs.metrics;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How fast a counter grows: the mean over the last seconds of the clock. Not thread-safe.
 *
 * @see #of(double, long)
 */
final class RateOf {

  private static final long SPAN_MILLIS = 3_000;

  private record Point(long at, double total) {}

  private final String name;
  private final Deque<Point> points = new ArrayDeque<>();

  /** Takes the name of the live series. */
  RateOf(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** The growth a second, given the total at this time; called once a tick. */
  double of(double total, long now) {
    points.addLast(new Point(now, total));
    while (points.size() > 2 && now - points.peekFirst().at() > SPAN_MILLIS) {
      points.removeFirst();
    }
    Point first = points.peekFirst();
    double seconds = (now - first.at()) / 1000.0;
    return seconds <= 0 ? 0 : Math.round((total - first.total()) / seconds * 10) / 10.0;
  }
}
