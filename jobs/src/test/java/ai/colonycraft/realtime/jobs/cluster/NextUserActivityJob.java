package ai.colonycraft.realtime.jobs.cluster;

import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.UserActivityJob;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.event.EventSource;
import ai.colonycraft.realtime.jobs.event.Inbound;
import ai.colonycraft.realtime.jobs.source.EventTimeGroup;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/** The user-activity job as a next version might be: with one more source, and a count by type. */
public final class NextUserActivityJob {

  private NextUserActivityJob() {}

  /** Submits the job. */
  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    UserActivityConfig config = UserActivityConfig.read(args);
    UserActivityJob.define(env, config);
    EventSource source =
        new EventSource(
            config.input(),
            config.userActivity(),
            EventTimeGroup.of(config.userActivity()),
            Field.USER_ID,
            Set.of(),
            false);
    env.fromSource(source.source(), source.eventTime(), "user-activity again", Inbound.VALUE_TYPE)
        .uid("next-source")
        .filter(inbound -> inbound.event() != null)
        .uid("next-events")
        .keyBy(inbound -> inbound.event().type(), Types.STRING)
        .process(new Count(), Types.LONG)
        .uid("next-count")
        .sinkTo(new DiscardingSink<>())
        .uid("next-sink");
    env.execute("UserActivityJob");
  }

  private static final class Count extends KeyedProcessFunction<String, Inbound, Long> {

    private transient ValueState<Long> count;

    @Override
    public void open(OpenContext context) {
      count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
    }

    @Override
    public void processElement(Inbound inbound, Context context, Collector<Long> out)
        throws Exception {
      long next = count.value() == null ? 1 : count.value() + 1;
      count.update(next);
      out.collect(next);
    }
  }
}
