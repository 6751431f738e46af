package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.config.CorrelationConfig;
import ai.colonycraft.realtime.jobs.event.EventSource;
import ai.colonycraft.realtime.jobs.event.Inbound;
import ai.colonycraft.realtime.jobs.event.Refusals;
import ai.colonycraft.realtime.jobs.heartbeat.Heartbeats;
import ai.colonycraft.realtime.jobs.metrics.MetricsOperator;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.jobs.source.EventTimeGroup;
import ai.colonycraft.realtime.jobs.source.NoEventTime;
import ai.colonycraft.realtime.jobs.types.TextKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The topology of the correlation job, in the order an event meets it. */
public final class Correlation {

  private Correlation() {}

  /**
   * The three topics of events, every field of each, since a rule may ask for any. They have one
   * watermark, since a rule may take events of all. It follows the clock while all are silent, so
   * that a rule can match silence.
   */
  public static List<EventSource> sources(CorrelationConfig config) {
    EventTimeGroup group =
        EventTimeGroup.of(config.userActivity(), config.serviceEvents(), config.clientReports());
    if (config.input().live() && !config.input().bounded()) {
      group = group.followingClock();
    }
    return List.of(
        source(config, config.userActivity(), group, Field.USER_ID),
        source(config, config.serviceEvents(), group, Field.SERVICE),
        source(config, config.clientReports(), group, Field.SESSION_ID));
  }

  private static EventSource source(
      CorrelationConfig config, String topic, EventTimeGroup group, Field key) {
    return new EventSource(config.input(), topic, group, key, EnumSet.allOf(Field.class), true);
  }

  /**
   * Builds the topology. Every step with state has a uid that never changes, so that savepoints
   * outlive versions of the jar.
   *
   * @param env where it will run
   * @param config topics and limits
   * @param sources of events
   * @param sink for every topic that the job writes
   */
  public static void define(
      StreamExecutionEnvironment env,
      CorrelationConfig config,
      List<EventSource> sources,
      Sink<Outbound> sink) {
    RuleTopic topic =
        new RuleTopic(config.input().kafka(), config.cepRules(), config.input().bounded());
    SingleOutputStreamOperator<RuleUpdate> texts =
        env.fromSource(topic.source(), NoEventTime.strategy(), "rules", RuleUpdate.VALUE_TYPE)
            .uid("rules-source")
            .setParallelism(1);
    SingleOutputStreamOperator<RuleUpdate> rules =
        texts
            .process(new RuleIntake(config.notifications()), RuleUpdate.VALUE_TYPE)
            .uid("rule-intake")
            .name("rule intake")
            .setParallelism(1);

    List<SingleOutputStreamOperator<Routed>> routed = new ArrayList<>();
    for (EventSource source : sources) {
      DataStream<Inbound> records =
          env.fromSource(source.source(), source.eventTime(), source.topic(), Inbound.VALUE_TYPE)
              .uid(source.topic() + "-source");
      routed.add(
          records
              .connect(rules.broadcast())
              .transform(
                  "key router of " + source.topic(),
                  Routed.VALUE_TYPE,
                  new Router(config.output().flush(), topic, source.topic()))
              .uid(source.topic() + "-router"));
    }
    // The jobs that own the topics emit the dead letters. The sink stays, without records, since
    // savepoints of earlier versions have its state.
    SingleOutputStreamOperator<Outbound> deadLetters =
        union(routed.stream().map(each -> each.getSideOutput(Router.REFUSED)).toList())
            .transform(
                "refused records",
                Outbound.VALUE_TYPE,
                Refusals.countedOnly(config.output().flush(), CorrelationMetrics.REJECTED))
            .uid("refusals");
    SingleOutputStreamOperator<Outbound> notifications =
        union(routed)
            .keyBy(Routed::address, TextKey.TYPE)
            .connect(rules.broadcast())
            .transform(
                "rule engine",
                Outbound.VALUE_TYPE,
                new RuleEngineFactory(new RuleEngine(config, topic)))
            .uid("engine");
    SingleOutputStreamOperator<Outbound> states =
        notifications
            .getSideOutput(RuleEngine.REPORTS)
            .connect(texts)
            .transform(
                "rule states", Outbound.VALUE_TYPE, new RuleStates(topic, config.ruleStates()))
            .uid("rule-states")
            .forceNonParallel();
    DataStream<Sample> samples =
        union(routed.stream().map(each -> each.getSideOutput(Router.SAMPLES)).toList())
            .union(
                notifications.getSideOutput(RuleEngine.SAMPLES),
                rules.getSideOutput(RuleIntake.SAMPLES),
                deadLetters.getSideOutput(Refusals.SAMPLES));
    SingleOutputStreamOperator<Outbound> live =
        Heartbeats.joining(samples, env, config.input(), config.output(), "EventCorrelationJob")
            .transform("metrics", Outbound.VALUE_TYPE, metrics(config))
            .uid("metrics")
            .forceNonParallel();

    notifications
        .union(rules.getSideOutput(RuleIntake.NOTIFICATIONS))
        .sinkTo(sink)
        .uid("notifications-sink")
        .name("notifications");
    live.union(states).sinkTo(sink).uid("live-sink").name("live-updates").setParallelism(1);
    deadLetters.sinkTo(sink).uid("dead-letters-sink").name("dead-letters");
  }

  private static <T> DataStream<T> union(List<? extends DataStream<T>> streams) {
    DataStream<T> all = streams.get(0);
    for (DataStream<T> more : streams.subList(1, streams.size())) {
      all = all.union(more);
    }
    return all;
  }

  private static MetricsOperator metrics(CorrelationConfig config) {
    return new MetricsOperator(
        CorrelationMetrics.all(config),
        List.of(),
        Map.of(),
        config.output().liveUpdates(),
        config.output().liveInterval());
  }
}
