package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.jobs.config.ServiceHealthConfig;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import ai.colonycraft.realtime.jobs.types.Blob;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Turns what services say of how they are into readings of gauges: memory by region and service,
 * health, deployments. Parallelism 1; such notices are rare.
 */
final class ServiceStates extends FlushingOperator<Sample>
    implements OneInputStreamOperator<Notice, Sample> {

  /** A place has a state of health, two phases of a deployment, and some instances. */
  private static final int NOTICES_PER_PLACE = 20;

  private final int limit;
  private final long silence;

  private transient NoticeBoard board;
  private transient ListState<byte[]> saved;

  ServiceStates(ServiceHealthConfig config) {
    super(config.output().flush());
    limit = config.placeLimit() * NOTICES_PER_PLACE;
    silence = config.silence().toMillis();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    board = new NoticeBoard(limit, silence);
    saved = context.getOperatorStateStore().getListState(Blob.descriptor("notices"));
    long now = getProcessingTimeService().getCurrentProcessingTime();
    for (byte[] blob : saved.get()) {
      // The readings are in the state of the operator that owns the series.
      Blob.read(blob, new Notice.Serializer(), notice -> board.take(notice, now, reading -> {}));
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    saved.update(List.of(Blob.of(board.state(), new Notice.Serializer())));
  }

  @Override
  public void processElement(StreamRecord<Notice> element) {
    long now = getProcessingTimeService().getCurrentProcessingTime();
    board.take(element.getValue(), now, this::emit);
  }

  @Override
  protected void flush(long now) {
    board.flush(now, this::emit);
  }
}
