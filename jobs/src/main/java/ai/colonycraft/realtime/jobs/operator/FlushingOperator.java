package ai.colonycraft.realtime.jobs.operator;

import java.time.Duration;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * An operator that buffers and emits its buffer at an interval, so that many events become one
 * record before they cross the network. The buffer is also emitted before every checkpoint barrier,
 * and so is never part of the state.
 *
 * <p>All methods run on the task's thread.
 *
 * @param <OUT> the type of its main output
 */
public abstract class FlushingOperator<OUT> extends AbstractStreamOperator<OUT> {

  private final long interval;

  /** Nothing may be emitted after the end of the input, and a last checkpoint comes after it. */
  private transient boolean finished;

  /** An operator that buffers at most this long. */
  protected FlushingOperator(Duration interval) {
    this.interval = interval.toMillis();
  }

  /**
   * Emits the buffer.
   *
   * @param now epoch milliseconds of the task's clock
   */
  protected abstract void flush(long now) throws Exception;

  /**
   * Emits what belongs to a time that the watermark is about to pass; by default nothing.
   *
   * @param watermark epoch milliseconds
   */
  protected void flushBeforeWatermark(long watermark) throws Exception {}

  @Override
  public void open() throws Exception {
    super.open();
    flushAgain();
  }

  /** Emits the buffer after each interval, milliseconds of the task's clock. */
  private void flushAgain() {
    long now = getProcessingTimeService().getCurrentProcessingTime();
    getProcessingTimeService()
        .registerTimer(
            now + interval,
            time -> {
              flushNow();
              flushAgain();
            });
  }

  private void flushNow() throws Exception {
    if (!finished) {
      flush(getProcessingTimeService().getCurrentProcessingTime());
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (timeServiceManager != null) {
      timeServiceManager.advanceWatermark(mark);
    }
    flushBeforeWatermark(mark.getTimestamp());
    output.emitWatermark(mark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    flushNow();
  }

  @Override
  public void finish() throws Exception {
    flushNow();
    finished = true;
    super.finish();
  }

  /** Emits one record to the main output. */
  protected final void emit(OUT value) {
    output.collect(new StreamRecord<>(value));
  }
}
