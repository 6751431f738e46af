package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.jobs.benchmark.GrowthCase.Cost;
import ai.colonycraft.realtime.jobs.benchmark.GrowthCase.Measured;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** What was measured as tables and as a picture, and what follows for a platform of any size. */
final class GrowthReport {

  private static final double MIB = 1 << 20;
  private static final double GIB = 1 << 30;
  private static final double MEGABYTE = 1e6;
  private static final double TERABYTE = 1e12;
  private static final long WEEK_SECONDS = 7 * 24 * 3600;
  private static final int CHECKPOINT_SECONDS = 10;

  /** Every figure is what the machine did with nothing to spare; a cluster needs as much again. */
  private static final int RESERVE = 2;

  /** By users, at the same colonies and parallelism; the smallest first. */
  private final List<Measured> byUsers;

  private final List<Measured> byColonies;
  private final List<Measured> byParallelism;

  GrowthReport(List<Measured> all, GrowthCase usual) {
    byUsers =
        sorted(
            all,
            m ->
                m.size().colonies() == usual.colonies()
                    && m.size().parallelism() == usual.parallelism(),
            m -> m.size().users());
    byColonies =
        sorted(
            all,
            m -> m.size().users() == usual.users() && m.size().parallelism() == usual.parallelism(),
            m -> m.size().colonies());
    byParallelism =
        sorted(
            all,
            m -> m.size().users() == usual.users() && m.size().colonies() == usual.colonies(),
            m -> m.size().parallelism());
  }

  private static List<Measured> sorted(
      List<Measured> all, Predicate<Measured> which, ToDoubleFunction<Measured> by) {
    return all.stream().filter(which).sorted(Comparator.comparingDouble(by)).toList();
  }

  /** The head of the table of what was measured. */
  static String head() {
    return "| users | colonies | parallelism | events | events/s | CPU µs an event | broker's |"
        + " heap MiB | checkpoint MiB | shuffled bytes an event |\n"
        + "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|";
  }

  /** One row of that table. */
  static String row(Measured measured) {
    GrowthCase size = measured.size();
    Cost cost = measured.cost();
    return text(
        "| %,d | %,d | %d | %,d | %,.0f | %.2f | %.2f | %,.0f | %,.1f | %.0f |",
        size.users(),
        size.colonies(),
        size.parallelism(),
        cost.events(),
        cost.rate(),
        cost.cpuMicros(),
        cost.brokerMicros(),
        cost.heapBytes() / MIB,
        cost.checkpointBytes() / MIB,
        cost.shuffledBytes() / (double) cost.events());
  }

  /** What one more user and one more colony take of memory, by the two largest cases of each. */
  String marginal() {
    return text(
        "%nOne more user takes %,.0f bytes of heap and %,.0f of a checkpoint, one more colony %,.0f"
            + " and %,.0f.%n",
        slope(byUsers, m -> m.size().users(), m -> m.cost().heapBytes()),
        slope(byUsers, m -> m.size().users(), m -> m.cost().checkpointBytes()),
        slope(byColonies, m -> m.size().colonies(), m -> m.cost().heapBytes()),
        slope(byColonies, m -> m.size().colonies(), m -> m.cost().checkpointBytes()));
  }

  /** What a cluster needs for a number of active users and as many colonies. */
  String plan(int users) {
    Cost largest = last(byUsers).cost();
    double rate = users * GrowthCase.RATE_OF_A_USER;
    double checkpoint = atSize(users, m -> m.cost().checkpointBytes());
    double inputBytes = largest.inputBytes() / (double) largest.events() * rate;
    double outputBytes = largest.outputBytes() / (double) largest.events() * rate;
    StringBuilder table = new StringBuilder();
    table.append(
        text(
            "%n%,d active users in as many colonies, %,.0f events/s:%n%n"
                + "| what | measured | times | needed |%n|---|---:|---|---:|%n",
            users, rate));
    line(
        table,
        "CPU of the job",
        text("%.2f µs an event", largest.cpuMicros()),
        text("%,.0f events/s, %d for reserve", rate, RESERVE),
        text("%,.0f cores", Math.ceil(largest.cpuMicros() * rate * RESERVE / 1e6)));
    line(
        table,
        "CPU of the brokers, without replication",
        text("%.2f µs an event", largest.brokerMicros()),
        text("%,.0f events/s, %d", rate, RESERVE),
        text("%,.0f cores", Math.ceil(largest.brokerMicros() * rate * RESERVE / 1e6)));
    double heap = atSize(users, m -> m.cost().heapBytes());
    line(
        table,
        "heap of all TaskManagers",
        text("%,.0f bytes a user and colony", heap / users),
        text("%,d users, %d for the collector and a checkpoint", users, RESERVE),
        text("%,.0f GiB", heap * RESERVE / GIB));
    line(
        table,
        "size of a checkpoint",
        text("%,.0f bytes a user and colony", checkpoint / users),
        text("%,d users", users),
        text("%,.1f GiB", checkpoint / GIB));
    line(
        table,
        "writes to the checkpoint store",
        text("%,.1f GiB", checkpoint / GIB),
        text("one in %d s", CHECKPOINT_SECONDS),
        text("%,.0f MB/s", checkpoint / CHECKPOINT_SECONDS / MEGABYTE));
    line(
        table,
        "network between tasks",
        text("%.0f bytes an event", largest.shuffledBytes() / (double) largest.events()),
        text("%,.0f events/s", rate),
        text("%,.0f MB/s", largest.shuffledBytes() / (double) largest.events() * rate / MEGABYTE));
    line(
        table,
        "Kafka, events in, lz4",
        text("%.0f bytes an event", inputBytes / rate),
        text("%,.0f events/s", rate),
        text("%,.0f MB/s", inputBytes / MEGABYTE));
    line(
        table,
        "Kafka, events of 7 days, without replication",
        text("%,.0f MB/s", inputBytes / MEGABYTE),
        "7 days",
        text("%,.1f TB", inputBytes * WEEK_SECONDS / TERABYTE));
    line(
        table,
        "Kafka, results out",
        text("%.1f bytes an event", outputBytes / rate),
        text("%,.0f events/s", rate),
        text("%,.0f MB/s", outputBytes / MEGABYTE));
    return table.toString();
  }

  private static void line(
      StringBuilder table, String what, String measured, String times, String needed) {
    table.append(text("| %s | %s | %s | %s |%n", what, measured, times, needed));
  }

  /** By the largest case of users, and one more user and one more colony for each that it lacks. */
  private double atSize(int users, ToDoubleFunction<Measured> bytes) {
    Measured largest = last(byUsers);
    return bytes.applyAsDouble(largest)
        + (users - largest.size().users()) * slope(byUsers, m -> m.size().users(), bytes)
        + (users - largest.size().colonies()) * slope(byColonies, m -> m.size().colonies(), bytes);
  }

  private static double slope(
      List<Measured> sorted, ToDoubleFunction<Measured> size, ToDoubleFunction<Measured> bytes) {
    Measured to = last(sorted);
    Measured from = sorted.get(sorted.size() - 2);
    return (bytes.applyAsDouble(to) - bytes.applyAsDouble(from))
        / (size.applyAsDouble(to) - size.applyAsDouble(from));
  }

  private static Measured last(List<Measured> sorted) {
    return sorted.get(sorted.size() - 1);
  }

  /** Speed in the first row, memory in the second. */
  String svg() {
    ToDoubleFunction<Measured> rate = m -> m.cost().rate() / 1000;
    ToDoubleFunction<Measured> heap = m -> m.cost().heapBytes() / MIB;
    ToDoubleFunction<Measured> checkpoint = m -> m.cost().checkpointBytes() / MIB;
    return Chart.svg(
        List.of(
            panel("thousand events/s, by parallelism", byParallelism, m -> m.parallelism(), rate),
            panel("thousand events/s, by users", byUsers, m -> m.users(), rate),
            panel("thousand events/s, by colonies", byColonies, m -> m.colonies(), rate),
            panel("heap MiB, by users", byUsers, m -> m.users(), heap),
            panel("checkpoint MiB, by users", byUsers, m -> m.users(), checkpoint),
            panel("heap MiB, by colonies", byColonies, m -> m.colonies(), heap)));
  }

  /** Sizes are each a multiple of the one before, and stand at equal distances. */
  private static Chart.Panel panel(
      String title,
      List<Measured> sorted,
      ToDoubleFunction<GrowthCase> size,
      ToDoubleFunction<Measured> value) {
    double step = 1.0 / Math.max(1, sorted.size() - 1);
    return new Chart.Panel(
        title,
        IntStream.range(0, sorted.size())
            .mapToObj(
                i ->
                    new Chart.Tick(
                        i * step, text("%,.0f", size.applyAsDouble(sorted.get(i).size()))))
            .toList(),
        IntStream.range(0, sorted.size())
            .mapToObj(i -> new Chart.Point(i * step, value.applyAsDouble(sorted.get(i))))
            .toList());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
