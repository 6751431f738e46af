package ai.colonycraft.realtime.jobs.operator;

import java.time.Duration;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * An operator that gathers and hands on what it gathered every so often, so that many events become
 * one record before they cross the network. What is gathered is handed on before every checkpoint
 * barrier too, and so is never part of the state.
 *
 * <p>All methods run on the task's thread.
 *
 * @param <OUT> what it hands on
 */
public abstract class FlushingOperator<OUT> extends AbstractStreamOperator<OUT> {

  private final long interval;

  /** Takes how long something may be held back. */
  protected FlushingOperator(Duration interval) {
    this.interval = interval.toMillis();
  }

  /**
   * Hands on what was gathered.
   *
   * @param now epoch milliseconds of the task's clock
   */
  protected abstract void flush(long now) throws Exception;

  /** Hands on what belongs to a time that the watermark is about to pass; by default nothing. */
  protected void flushBeforeWatermark() throws Exception {}

  @Override
  public void open() throws Exception {
    super.open();
    again();
  }

  private void again() {
    long now = getProcessingTimeService().getCurrentProcessingTime();
    getProcessingTimeService()
        .registerTimer(
            now + interval,
            time -> {
              flush(getProcessingTimeService().getCurrentProcessingTime());
              again();
            });
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (timeServiceManager != null) {
      timeServiceManager.advanceWatermark(mark);
    }
    flushBeforeWatermark();
    output.emitWatermark(mark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    flush(getProcessingTimeService().getCurrentProcessingTime());
  }

  @Override
  public void finish() throws Exception {
    flush(getProcessingTimeService().getCurrentProcessingTime());
    super.finish();
  }

  /** Sends one record on. */
  protected final void emit(OUT value) {
    output.collect(new StreamRecord<>(value));
  }
}
