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

  /** Nothing may be handed on after the end of the input, and a last checkpoint comes after it. */
  private transient boolean finished;

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

  /**
   * Hands on what belongs to a time that the watermark is about to pass; by default nothing.
   *
   * @param watermark epoch milliseconds
   */
  protected void flushBeforeWatermark(long watermark) throws Exception {}

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
              flushNow();
              again();
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

  /** Sends one record on. */
  protected final void emit(OUT value) {
    output.collect(new StreamRecord<>(value));
  }
}
