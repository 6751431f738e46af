package ai.colonycraft.realtime.jobs.batch;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * Passes records on and counts them in an accumulator, which is part of the result of a job that
 * ends.
 */
public final class RecordCount<T> extends RichMapFunction<T, T> {

  /** The accumulator's name. */
  public static final String NAME = "records";

  private final LongCounter count = new LongCounter();

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
