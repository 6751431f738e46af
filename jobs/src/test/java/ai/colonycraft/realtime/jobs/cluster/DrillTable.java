package ai.colonycraft.realtime.jobs.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What came out of each drill, as a table in Markdown. */
final class DrillTable {

  /**
   * One drill.
   *
   * @param name what was done
   * @param eventsLost that are in no finished window
   * @param windowsTwice windows that hold more than the truth, or that should not be
   * @param notificationsLost that the page never received
   * @param notificationsTwice that it received again as new, or wrongly
   * @param notifications that it received in all
   * @param healthOff series of the service-health job, and stacks of its flame graphs, that are not
   *     as they must be
   * @param silence the longest time from the blow on in which the page saw the count of all events
   *     not grow beyond what it knew
   */
  record Row(
      String name,
      long eventsLost,
      long windowsTwice,
      long notificationsLost,
      long notificationsTwice,
      int notifications,
      long healthOff,
      Duration silence) {

    /** Whatever is not as it must be. */
    long faults() {
      return eventsLost + windowsTwice + notificationsLost + notificationsTwice + healthOff;
    }
  }

  private final List<Row> rows = new ArrayList<>();

  void add(Row row) {
    rows.add(row);
    System.out.println(line(row));
  }

  @Override
  public String toString() {
    StringBuilder table =
        new StringBuilder(
            """

            | what was done | events lost | duplicated windows | notifications lost | … twice | of | health series off | page without news for |
            |---|---:|---:|---:|---:|---:|---:|---:|
            """);
    rows.forEach(row -> table.append(line(row)).append('\n'));
    return table.toString();
  }

  private static String line(Row row) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %d | %d | %d | %d | %.1f s |",
        row.name,
        row.eventsLost,
        row.windowsTwice,
        row.notificationsLost,
        row.notificationsTwice,
        row.notifications,
        row.healthOff,
        row.silence.toMillis() / 1000.0);
  }
}
