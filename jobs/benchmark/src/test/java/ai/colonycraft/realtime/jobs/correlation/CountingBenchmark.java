package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.event.EventSerializer;
import ai.colonycraft.realtime.rules.match.MatchBuffer;
import ai.colonycraft.realtime.rules.match.PartialMatches;
import ai.colonycraft.realtime.rules.match.RuleMatcher;
import ai.colonycraft.realtime.rules.read.RuleReader;
import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompilerProvider;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Measures what a step that counts, compares with what is usual or with other groups, or takes
 * events in any order costs beside {@code times: 500} and a time window of Esper: CPU of the thread
 * for each event, and the heap that a key holds. Every key gets an event a second for eight
 * minutes, which stays below the limits of 500, with a window of ten.
 */
public final class CountingBenchmark {

  private static final long T0 = 1_750_000_000_000L;
  private static final int EVENTS = 480;
  private static final int MANY_KEYS = 10_000;
  private static final int SOME_KEYS = 100;

  private CountingBenchmark() {}

  /** What takes events of keys, with all that it keeps of them. */
  private interface Contender extends AutoCloseable {
    void take(int key, Event event);

    @Override
    void close();
  }

  private record Row(String name, int keys, Supplier<Contender> contender) {}

  /** Prints the table; takes no arguments. */
  public static void main(String[] args) {
    Configurator.setRootLevel(Level.ERROR);
    System.out.println("| step | keys | CPU µs an event | bytes a key |");
    System.out.println("|---|---:|---:|---:|");
    measure(rule("count: {at least: 500}", MANY_KEYS));
    measure(rule("sum: {of: tokens, at least: 1000000}", MANY_KEYS));
    measure(rule("avg: {of: durationMs, above: 1000}", MANY_KEYS));
    measure(rule("max: {of: durationMs, above: 1000}", MANY_KEYS));
    measure(rule("p95: {of: durationMs, above: 1000}", MANY_KEYS));
    measure(rule("rate: {above: 1}", MANY_KEYS));
    measure(rule("share: {at least: 20 %, where: this.statusCode >= 500}", MANY_KEYS));
    measure(rule("distinct: {of: sessionId, at least: 100}", MANY_KEYS));
    measure(rule("distinct: {of: sessionId, at least: 5000}", MANY_KEYS));
    measure(rule("sum: {of: tokens, at least: 1000000, within: 10 s}", MANY_KEYS));
    // The first never asks what is usual, the second at each event.
    measure(
        rule(
            "sum: {of: tokens, at least: 1000000, within: 10 s, usual: {over: 8 min, times: 3}}",
            MANY_KEYS));
    measure(
        rule(
            "sum: {of: tokens, at least: 1, within: 10 s, usual: {over: 8 min, times: 1000}}",
            MANY_KEYS));
    measure(
        rule(
            "avg: {of: durationMs, above: 1, against: {group: version, with: before, times: 1000}}",
            MANY_KEYS));
    measure(
        rule(
            "avg: {of: durationMs, above: 1, against: {group: version, with: rest, times: 1000}}",
            MANY_KEYS));
    measure(
        ofStep(
            "allOf: [{where: this.statusCode >= 500}, {where: this.tokens == 1}, {type: never}]",
            SOME_KEYS));
    measure(new Row("Esper 9.0: count(*) of #time(10 min)", 1_000, CountingBenchmark::esper));
    measure(rule("times: 500", 2));
  }

  private static Row rule(String step, int keys) {
    Row row = ofStep("type: a, " + step, keys);
    return new Row("`" + step + "`", keys, row.contender);
  }

  private static Row ofStep(String step, int keys) {
    String text =
        """
        {id: r, key: userId, within: 10 min, severity: info,
         steps: [{name: it, %s}], notification: {title: t, message: m}}
        """
            .formatted(step);
    return new Row("`" + step + "`", keys, () -> new OfRule(text, keys));
  }

  private static void measure(Row row) {
    // A round to warm up.
    run(row);
    double[] measured = run(row);
    System.out.printf(
        Locale.ROOT, "| %s | %,d | %.2f | %,.0f |%n", row.name, row.keys, measured[0], measured[1]);
  }

  private static double[] run(Row row) {
    long before = heap();
    try (Contender contender = row.contender.get()) {
      long cpu = 0;
      for (int second = 0; second < EVENTS; second++) {
        Event[] events = new Event[row.keys];
        for (int key = 0; key < row.keys; key++) {
          events[key] = event(key, second);
        }
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int key = 0; key < row.keys; key++) {
          contender.take(key, events[key]);
        }
        cpu += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
      }
      long held = heap() - before;
      contender.take(0, event(0, EVENTS));
      return new double[] {cpu / 1e3 / EVENTS / row.keys, (double) held / row.keys};
    }
  }

  /** Bytes that are in use after a collection. */
  static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static Event event(int key, int second) {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = "a";
    values[Field.USER_ID.ordinal()] = "u" + key;
    values[Field.TIMESTAMP.ordinal()] = T0 + second * 1000L + key % 1000;
    values[Field.EVENT_ID.ordinal()] = key + "-" + second;
    values[Field.SESSION_ID.ordinal()] = "s" + second * 31 % 90;
    values[Field.VERSION.ordinal()] = "v" + second * 3 / EVENTS;
    values[Field.TOKENS.ordinal()] = (long) second;
    values[Field.DURATION_MS.ordinal()] = (double) second;
    values[Field.STATUS_CODE.ordinal()] = second % 10 == 0 ? 500L : 200L;
    return new Event(T0 + second * 1000L + key % 1000, values, Map.of());
  }

  private static final class OfRule implements Contender {

    private final MatchBuffer buffer = new MatchBuffer(new EventSerializer());
    private final RuleMatcher matcher;
    private final PartialMatches[] matches;

    OfRule(String text, int keys) {
      try {
        matcher = new RuleMatcher(RuleReader.read("benchmark", text));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      matches = new PartialMatches[keys];
    }

    @Override
    public void take(int key, Event event) {
      if (!matcher.concerns(event)) {
        return;
      }
      if (matches[key] == null) {
        matches[key] = matcher.start();
      }
      matcher.process(matches[key], buffer, event.text(Field.USER_ID), event);
    }

    @Override
    public void close() {
      buffer.close();
    }
  }

  private static Contender esper() {
    Configuration configuration = new Configuration();
    configuration.getRuntime().getThreading().setInternalTimerEnabled(false);
    configuration.getCommon().addEventType("E", EsperJob.Happened.class);
    EPRuntime esper = EPRuntimeProvider.getRuntime("counting", configuration);
    esper.initialize();
    esper.getEventService().advanceTime(T0);
    try {
      EPCompiled compiled =
          EPCompilerProvider.getCompiler()
              .compile(
                  "@name('rule') select userId, count(*) as n from E(type='a')#time(10 min)"
                      + " group by userId having count(*) >= 500",
                  new CompilerArguments(configuration));
      esper.getDeploymentService().deploy(compiled);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return new Contender() {
      private long time = T0;

      @Override
      public void take(int key, Event event) {
        if (event.timestamp() > time) {
          time = event.timestamp();
          esper.getEventService().advanceTime(time);
        }
        esper.getEventService().sendEventBean(new EsperJob.Happened(event), "E");
      }

      @Override
      public void close() {
        esper.destroy();
      }
    };
  }
}
