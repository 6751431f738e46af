package ai.colonycraft.realtime.push.benchmark;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * What one server did at one rate, or the medians of several such.
 *
 * @param delivered updates a second that the clients got
 * @param expected updates a second that they had asked for
 * @param p50 milliseconds from when an update was to be sent until it was read
 * @param p99 the same
 * @param p999 the same
 * @param cpu microseconds of the server's CPU for each update delivered
 * @param closed connections that the server closed
 * @param memory KiB that each connection added to the server
 * @param readersCpu part of one core that the reading client used
 */
record Step(
    double delivered,
    double expected,
    double p50,
    double p99,
    double p999,
    double cpu,
    double closed,
    double memory,
    double readersCpu) {

  private static final double ENOUGH = 0.95;
  private static final double BROKEN_MILLIS = 1_000;

  static Step of(
      LoadClient.Reading read, double seconds, double expected, long cpuMicros, double memory) {
    Histogram micros = read.micros();
    return new Step(
        read.messages() / seconds,
        expected,
        micros.getValueAtPercentile(50) / 1e3,
        micros.getValueAtPercentile(99) / 1e3,
        micros.getValueAtPercentile(99.9) / 1e3,
        (double) cpuMicros / Math.max(1, read.messages()),
        read.closed(),
        memory,
        read.cpuMicros() / 1e6 / seconds);
  }

  /** Whether the server kept up. */
  boolean holds() {
    return delivered >= ENOUGH * expected && p99 < BROKEN_MILLIS;
  }

  /** Each figure's median of its own. */
  static Step median(List<Step> steps) {
    return new Step(
        median(steps, Step::delivered),
        median(steps, Step::expected),
        median(steps, Step::p50),
        median(steps, Step::p99),
        median(steps, Step::p999),
        median(steps, Step::cpu),
        median(steps, Step::closed),
        median(steps, Step::memory),
        median(steps, Step::readersCpu));
  }

  private static double median(List<Step> steps, ToDoubleFunction<Step> figure) {
    List<Double> sorted =
        steps.stream().map(figure::applyAsDouble).sorted(Comparator.naturalOrder()).toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
