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

  /** The interval of an operator that has nothing buffered, unless its own is longer. */
  private static final long RESTING_MILLIS = 500;

  private final long interval;

  /** When the timer that counts goes off; one that goes off at another time was overtaken. */
  private transient long dueAt;

  private transient boolean resting;

  /** Whether anything came since the last flush. */
  private transient boolean busy;

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

  /**
   * Whether nothing is buffered, so that the next flush may be half a second away: an idle job has
   * many operators, and their timers would take more CPU than all else of it. By default false. An
   * operator for which it can be true calls {@link #wake} for everything that it buffers.
   */
  protected boolean rests() {
    return false;
  }

  /**
   * Ends a rest: the next flush comes as soon as it comes on average to an operator that is busy.
   */
  protected final void wake() {
    busy = true;
    if (resting) {
      resting = false;
      flushAt(getProcessingTimeService().getCurrentProcessingTime() + interval / 2);
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    flushAgain();
  }

  private void flushAgain() {
    resting = !busy && rests();
    busy = false;
    long wait = resting ? Math.max(interval, RESTING_MILLIS) : interval;
    flushAt(getProcessingTimeService().getCurrentProcessingTime() + wait);
  }

  /** Emits the buffer at that time of the task's clock, epoch milliseconds. */
  private void flushAt(long due) {
    dueAt = due;
    getProcessingTimeService()
        .registerTimer(
            due,
            time -> {
              if (time == dueAt) {
                flushNow();
                flushAgain();
              }
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
