package ai.colonycraft.realtime.rules.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.colonycraft.realtime.rules.Measure;
import ai.colonycraft.realtime.rules.Usual;
import ai.colonycraft.realtime.rules.read.RuleReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is usual is what plain loops over all periods find, and keeps little, whatever comes. */
class LearntTest {

  private static final long T0 = 1_750_000_000_000L;
  private static final long HOUR = 3_600_000;

  private record Period(long number, double value) {}

  private static Measure measure(String within, String over) throws Exception {
    String text =
        """
        {id: r, key: userId, within: %s, severity: info,
         steps: [{name: it, type: a, sum: {of: tokens, above: 1, usual: {over: %s, times: 2}}}],
         notification: {title: t, message: m}}
        """
            .formatted(within, over);
    return RuleReader.read("r", text).expected().findFirst().orElseThrow().measure().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 min/1 h",
        "1 min/4 min",
        "1 s/3 min",
        "7 s/1 h",
        "5 min/same hour yesterday",
        "7 min/same hour yesterday",
        "1 h/same hour yesterday",
        "10 s/same hour yesterday",
        "5 min/same hour of the week"
      })
  void isWhatPlainLoopsFind(String times) throws Exception {
    Measure measure = measure(times.split("/")[0], times.split("/")[1]);
    Usual usual = measure.usual().orElseThrow();
    Random random = new Random(times.hashCode());
    Learnt learnt = new Learnt();
    List<Period> past = new ArrayList<>();
    long length = measure.periodMillis();
    long period = T0 / length;
    long until = usual.isSeasonal() ? usual.over().hours() * 3 * HOUR : 3 * 60 * 60 * length;
    learnt.begin(measure, period * length, Double.NaN);
    int known = 0;
    while (period * length < T0 + until) {
      long next = period + (random.nextInt(50) == 0 ? 1 + random.nextInt(60) : 1);
      double value = random.nextInt(9) == 0 ? Double.NaN : random.nextInt(1000);
      learnt.leftOut = random.nextInt(9) == 0;
      if (!learnt.leftOut && !Double.isNaN(value)) {
        past.add(new Period(period, value));
      }
      long time = next * length + random.nextInt((int) Math.min(length, 1000));
      learnt.begin(measure, time, value);
      if (random.nextInt(40) == 0) {
        learnt = copy(learnt);
      }
      period = next;
      Usual.Level expected = plain(measure, usual, past, next);
      Usual.Level found = learnt.level(measure, time);
      if (expected == null) {
        assertThat(found).isNull();
      } else {
        known++;
        assertThat(found.median()).isCloseTo(expected.median(), within(0.01));
        assertThat(found.spread()).isCloseTo(expected.spread(), within(0.01));
      }
    }
    assertThat(known).isPositive();
    assertThat(learnt.size).isLessThanOrEqualTo(61);
    assertThat(learnt.known).isLessThanOrEqualTo(4 * 168);
  }

  private static Usual.Level plain(Measure measure, Usual usual, List<Period> past, long now) {
    if (!usual.isSeasonal()) {
      double[] values = stretches(measure, usual, past, now, null);
      return values.length < usual.least(measure.periodMillis()) ? null : level(values);
    }
    long hour = now * measure.periodMillis() / HOUR;
    List<Double> medians = new ArrayList<>();
    List<Double> spreads = new ArrayList<>();
    for (int i = 1; i <= usual.over().times(); i++) {
      double[] values =
          stretches(measure, usual, past, now, hour - (long) i * usual.over().hours());
      if (values.length >= usual.least(measure.periodMillis())) {
        medians.add((double) (float) level(values).median());
        spreads.add(level(values).spread());
      }
    }
    if (medians.size() < usual.over().least()) {
      return null;
    }
    double[] of = medians.stream().mapToDouble(v -> v).toArray();
    double between = level(of).spread();
    return new Usual.Level(
        level(of).median(),
        Math.max(between, middle(spreads.stream().mapToDouble(v -> v).toArray())));
  }

  /** The mean of each stretch that has a value, in the past of a period or in one hour. */
  private static double[] stretches(
      Measure measure, Usual usual, List<Period> past, long now, Long hour) {
    long per = usual.periodsOfStretch(measure.periodMillis());
    Map<Long, List<Double>> stretches = new TreeMap<>();
    for (Period period : past) {
      boolean isIn =
          hour == null
              ? period.number() / per >= now / per - usual.stretches(measure.periodMillis())
              : period.number() * measure.periodMillis() / HOUR == hour;
      if (isIn) {
        stretches
            .computeIfAbsent(period.number() / per, k -> new ArrayList<>())
            .add(period.value());
      }
    }
    return stretches.values().stream()
        .mapToDouble(v -> v.stream().mapToDouble(x -> x).average().orElseThrow())
        .toArray();
  }

  private static Usual.Level level(double[] values) {
    double median = middle(values);
    double[] distances = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      distances[i] = Math.abs(values[i] - median);
    }
    return new Usual.Level(median, 1.4826 * middle(distances));
  }

  private static double middle(double[] values) {
    double[] sorted = java.util.Arrays.stream(values).sorted().toArray();
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  private static Learnt copy(Learnt learnt) throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(64);
    LearntForm.write(learnt, out);
    return LearntForm.read(new DataInputDeserializer(out.getCopyOfBuffer()));
  }

  @Test
  void oneWildPeriodDoesNotMoveIt() throws Exception {
    Measure measure = measure("1 min", "1 h");
    Learnt learnt = new Learnt();
    for (int i = 0; i < 60; i++) {
      learnt.begin(measure, T0 + i * 60_000L, i == 40 ? 1e9 : 100 + i % 3);
    }
    assertThat(learnt.level(measure, T0 + HOUR).median()).isEqualTo(101);
    assertThat(learnt.level(measure, T0 + HOUR).spread()).isLessThan(2);
  }

  @Test
  void manyGroupsAreBounded() throws Exception {
    Measure measure =
        RuleReader.read(
                "r",
                """
                {id: r, key: userId, within: 1 min, severity: info,
                 steps: [{name: it, type: a, avg: {of: tokens, above: 1,
                   against: {group: version, with: rest, times: 2}}}],
                 notification: {title: t, message: m}}
                """)
            .expected()
            .findFirst()
            .orElseThrow()
            .measure()
            .orElseThrow();
    GroupTallies tally = (GroupTallies) Tally.of(measure);
    for (int i = 0; i < 1000; i++) {
      tally.select("v" + i);
      tally.add(measure, T0 + i, i == 999 ? 100L : 1L);
    }
    assertThat(tally.names).hasSize(GroupTallies.LIMIT).endsWith("v999");
    assertThat(tally.reaches(measure, T0 + 999, Tally.EVER)).isTrue();
    assertThat(tally.compared(measure, T0 + 999)).isEqualTo(1);
  }
}
