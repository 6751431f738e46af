package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.jobs.config.CorrelationConfig;
import ai.colonycraft.realtime.jobs.event.EventSerializer;
import ai.colonycraft.realtime.jobs.event.Inbound;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.jobs.source.NoEventTime;
import ai.colonycraft.realtime.jobs.types.ValueType;
import ai.colonycraft.realtime.rules.Key;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.match.Patterns;
import ai.colonycraft.realtime.rules.match.RuleMatcher;
import ai.colonycraft.realtime.rules.read.RuleReader;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/** The jobs that the benchmark lets take turns, each over the same events in memory. */
final class RuleJobs {

  private static final ValueType<Event> EVENT = ValueType.of(Event.class, new EventSerializer());

  /** How often event time moves on. */
  private static final long WATERMARK_MILLIS = 200;

  /** The events that all jobs take. */
  static volatile List<Event> events = List.of();

  private RuleJobs() {}

  /** The events, with their time. */
  static SingleOutputStreamOperator<Event> source(StreamExecutionEnvironment env) {
    return env.fromSequence(0, events.size() - 1)
        .map(i -> events.get(i.intValue()))
        .returns(EVENT)
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<Event>forGenerator(context -> new Steps())
                .withTimestampAssigner((event, before) -> event.timestamp()));
  }

  /** Nothing but the events: what all the others can't do without. */
  static void nothing(StreamExecutionEnvironment env) {
    source(env).sinkTo(new DiscardingSink<>());
  }

  /** The router and the engine of the correlation job, with the rules of a topic. */
  static void engine(
      StreamExecutionEnvironment env, String bootstrapServers, String rulesTopic, int limit) {
    CorrelationConfig config =
        CorrelationConfig.read("--limit.partial-matches", Integer.toString(limit));
    RuleTopic topic = new RuleTopic(new KafkaConfig(bootstrapServers), rulesTopic, true);
    SingleOutputStreamOperator<RuleUpdate> rules =
        env.fromSource(topic.source(), NoEventTime.strategy(), "rules", RuleUpdate.VALUE_TYPE);
    SingleOutputStreamOperator<Outbound> published =
        source(env)
            .map(event -> new Inbound(event, null))
            .returns(Inbound.VALUE_TYPE)
            .connect(rules.broadcast())
            .transform(
                "router",
                Routed.VALUE_TYPE,
                new Router(config.output().flush(), topic, "all topics"))
            .keyBy(Routed::address, Types.STRING)
            .connect(rules.broadcast())
            .transform("engine", Outbound.VALUE_TYPE, new RuleEngine(config, topic));
    published.sinkTo(new DiscardingSink<>());
    published.getSideOutput(RuleEngine.SAMPLES).sinkTo(new MatchCounts.OfSamples());
  }

  /** Each rule as one {@code CEP.pattern}, which gets the events of its types that have its key. */
  static void patterns(StreamExecutionEnvironment env, Map<String, String> rules) {
    SingleOutputStreamOperator<Event> all = source(env);
    rules.forEach(
        (id, text) -> {
          try {
            Rule rule = RuleReader.read(id, text);
            Set<String> types = new HashSet<>(new RuleMatcher(rule).types());
            Key key = rule.key();
            KeyedStream<Event, String> keyed =
                all.filter(event -> types.contains(event.type()) && key.of(event) != null)
                    .keyBy(key::of, Types.STRING);
            CEP.pattern(keyed, Patterns.of(rule))
                .process(new Emit(id), Types.STRING)
                .sinkTo(new MatchCounts.OfIds());
          } catch (Exception e) {
            throw new IllegalStateException(id, e);
          }
        });
  }

  private static final class Emit extends PatternProcessFunction<Event, String> {

    private final String rule;

    Emit(String rule) {
      this.rule = rule;
    }

    @Override
    public void processMatch(
        Map<String, List<Event>> steps, Context context, Collector<String> out) {
      out.collect(rule);
    }
  }

  /** Event time in steps that do not depend on how fast a job is. */
  private static final class Steps implements WatermarkGenerator<Event> {

    private long next;

    @Override
    public void onEvent(Event event, long timestamp, WatermarkOutput output) {
      if (timestamp >= next) {
        output.emitWatermark(new Watermark(timestamp - 1));
        next = timestamp + WATERMARK_MILLIS;
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {}
  }
}
