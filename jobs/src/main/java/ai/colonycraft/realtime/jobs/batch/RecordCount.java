package ai.colonycraft.realtime.jobs.batch;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Passes records on and counts them in an accumulator, which is part of the result of a job that
 * ends.
 */
public final class RecordCount<T> extends RichMapFunction<T, T> {

  /** The accumulator's name. */
  public static final String NAME = "records";

  private final LongCounter count = new LongCounter();

  /** Windows that are counted again, whose number becomes part of the job's result. */
  public static <T> DataStream<T> ofRecomputed(DataStream<T> windows) {
    return windows
        .map(new RecordCount<>())
        .returns(windows.getType())
        .uid("recomputed")
        .name("recomputed windows");
  }

  @Override
  public void open(OpenContext context) {
    getRuntimeContext().addAccumulator(NAME, count);
  }

  @Override
  public T map(T record) {
    count.add(1);
    return record;
  }
}
