package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.event.EventSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.match.Match;
import ai.colonycraft.realtime.rules.match.MatchBuffer;
import ai.colonycraft.realtime.rules.match.PartialMatches;
import ai.colonycraft.realtime.rules.match.PartialMatchesSerializer;
import ai.colonycraft.realtime.rules.match.Patterns;
import ai.colonycraft.realtime.rules.match.RuleMatcher;
import ai.colonycraft.realtime.rules.read.RuleReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random small rules over random events give the same matches as {@code CEP.pattern} gives,
 * although one buffer serves all rules and keys, state is written and read in between, and events
 * that make no difference to a rule are kept from it.
 */
class DifferentialTest {

  private static final int RULES = 40;
  private static final int EVENTS = 120;
  private static final long START = 1_750_000_000_000L;
  private static final EventSerializer SERIALIZER = new EventSerializer();

  /** Eight worlds of 40 rules, or one of one's own with {@code -Ddifferential.seed=…}. */
  static LongStream seeds() {
    Long own = Long.getLong("differential.seed");
    return own == null ? LongStream.rangeClosed(11, 18) : LongStream.of(own);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void givesTheMatchesOfPatternsInJobsOfTheirOwn(long seed) throws Exception {
    Random random = new Random(seed);
    List<Event> events = events(random);
    List<Rule> rules = new ArrayList<>();
    for (Rule rule : RandomRules.take(RULES, random)) {
      rules.add(comparable(rule));
    }
    Map<String, Long> expected = flink(rules, events);
    Map<String, Long> found = engine(rules, events, random);

    Map<String, String> differences = new TreeMap<>();
    Set<String> wrong = new TreeSet<>();
    for (String match : union(expected.keySet(), found.keySet())) {
      long flinks = expected.getOrDefault(match, 0L);
      long ours = found.getOrDefault(match, 0L);
      if (flinks != ours) {
        differences.put(match, "CEP.pattern %d, engine %d".formatted(flinks, ours));
        wrong.add(match.split(" ")[0]);
      }
    }
    assertThat(differences)
        .as(
            "seed %d: matches that differ, of these rules:%n%s",
            seed, rules.stream().filter(r -> wrong.contains(r.id())).map(Rule::text).toList())
        .isEmpty();
    assertThat(found).isEqualTo(expected);
    long matched = expected.keySet().stream().map(m -> m.split(" ")[0]).distinct().count();
    assertThat(matched).as("rules that matched").isGreaterThan(RULES / 2);
  }

  /**
   * Where several matches can begin with one event, {@code CEP.pattern} emits any of those that the
   * rule does not skip; then the rule skips nothing. {@link HostileRulesTest} compares what it
   * skips.
   */
  private static Rule comparable(Rule rule) throws Exception {
    Rule none = RuleReader.read(rule.id(), rule.text().replaceFirst("skip: .*", "skip: none"));
    return none.matchesShareFirst() ? none : rule;
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    Set<String> all = new TreeSet<>(a);
    all.addAll(b);
    return all;
  }

  private static List<Event> events(Random random) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      long time = START + i * 1000L + random.nextInt(900);
      Object[] values = new Object[Field.values().length];
      values[Field.TYPE.ordinal()] = String.valueOf((char) ('a' + random.nextInt(3)));
      values[Field.TIMESTAMP.ordinal()] = time;
      values[Field.USER_ID.ordinal()] = "u" + random.nextInt(2);
      values[Field.EVENT_ID.ordinal()] = "e" + i;
      if (random.nextInt(5) > 0) {
        values[Field.TOKENS.ordinal()] = random.nextLong(4);
      }
      if (random.nextInt(5) > 0) {
        values[Field.VERSION.ordinal()] = "v" + random.nextInt(3);
      }
      events.add(new Event(time, values, Map.of()));
    }
    return events;
  }

  @SuppressWarnings("try")
  private static Map<String, Long> flink(List<Rule> rules, List<Event> events) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    KeyedStream<Event, String> keyed =
        env.fromData(ValueType.of(Event.class, SERIALIZER), events.toArray(Event[]::new))
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<Event>forMonotonousTimestamps()
                    .withTimestampAssigner((event, before) -> event.timestamp()))
            .keyBy(event -> event.text(Field.USER_ID), Types.STRING);
    DataStream<String> all = null;
    for (Rule rule : rules) {
      DataStream<String> matches =
          CEP.pattern(ofTypes(rule, keyed), Patterns.of(rule))
              .process(new Emit(rule.id()), Types.STRING);
      all = all == null ? matches : all.union(matches);
    }
    Map<String, Long> counts = new TreeMap<>();
    try (CloseableIterator<String> found = all.executeAndCollect()) {
      found.forEachRemaining(match -> counts.merge(match, 1L, Long::sum));
    }
    return counts;
  }

  /** A rule sees the events of its types, which matters where nothing may come between two. */
  private static DataStream<Event> ofTypes(Rule rule, KeyedStream<Event, String> keyed) {
    RuleMatcher matcher = new RuleMatcher(rule);
    ArrayList<String> types = new ArrayList<>(matcher.types());
    return types.isEmpty()
        ? keyed
        : keyed
            .filter(event -> types.contains(event.type()))
            .keyBy(event -> event.text(Field.USER_ID), Types.STRING);
  }

  private static Map<String, Long> engine(List<Rule> rules, List<Event> events, Random random)
      throws Exception {
    Map<String, Long> counts = new TreeMap<>();
    List<RuleMatcher> matchers = rules.stream().map(RuleMatcher::new).toList();
    Map<String, PartialMatches> memory = new HashMap<>();
    try (MatchBuffer buffer = new MatchBuffer(SERIALIZER)) {
      for (Event event : events) {
        String key = event.text(Field.USER_ID);
        for (RuleMatcher matcher : matchers) {
          String at = matcher.rule().id() + "/" + key;
          PartialMatches matches = memory.get(at);
          if (!matcher.concerns(event) || matches == null && !matcher.canStart(event)) {
            continue;
          }
          matches = matches == null ? matcher.start() : matches;
          emit(matcher.process(matches, buffer, key, event), counts);
          if (matches.size() == 0) {
            memory.remove(at);
          } else {
            memory.put(at, random.nextBoolean() ? written(matches) : matches);
          }
        }
      }
      for (RuleMatcher matcher : matchers) {
        for (String key : List.of("u0", "u1")) {
          PartialMatches matches = memory.get(matcher.rule().id() + "/" + key);
          if (matches != null) {
            emit(matcher.advance(matches, buffer, key, START + 3_600_000), counts);
            assertThat(matches.events()).as("events kept for nothing").isZero();
          }
        }
      }
    }
    return counts;
  }

  private static PartialMatches written(PartialMatches matches) throws Exception {
    PartialMatchesSerializer serializer = new PartialMatchesSerializer(SERIALIZER);
    DataOutputSerializer out = new DataOutputSerializer(512);
    serializer.write(matches, out);
    return serializer.read(new DataInputDeserializer(out.getCopyOfBuffer()));
  }

  private static void emit(List<Match> matches, Map<String, Long> counts) {
    for (Match match : matches) {
      counts.merge(
          match.rule().id() + " " + match.key() + " " + words(match.steps()), 1L, Long::sum);
    }
  }

  private static String words(Map<String, List<Event>> steps) {
    return new TreeMap<>(steps)
        .entrySet().stream()
            .map(
                step ->
                    step.getKey()
                        + step.getValue().stream().map(e -> e.text(Field.EVENT_ID)).toList())
            .collect(Collectors.joining());
  }

  private static final class Emit extends PatternProcessFunction<Event, String> {

    private final String rule;

    Emit(String rule) {
      this.rule = rule;
    }

    @Override
    public void processMatch(
        Map<String, List<Event>> steps, Context context, Collector<String> out) {
      String key = steps.values().iterator().next().get(0).text(Field.USER_ID);
      out.collect(rule + " " + key + " " + words(steps));
    }
  }
}
