package ai.colonycraft.realtime.jobs.harness;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;

/**
 * A broker's clock that a test moves: wall-clock time is shifted, while durations are real. With
 * topics of {@code LogAppendTime} it decides when records arrive. Thread-safe.
 */
public final class ShiftedClock implements Time {

  private final AtomicLong shift;

  /** A clock that is shifted against the system's by so much. */
  public ShiftedClock(Duration shift) {
    this.shift = new AtomicLong(shift.toMillis());
  }

  /** Moves the clock forward. */
  public void advance(Duration by) {
    shift.addAndGet(by.toMillis());
  }

  @Override
  public long milliseconds() {
    return Time.SYSTEM.milliseconds() + shift.get();
  }

  @Override
  public long hiResClockMs() {
    return Time.SYSTEM.hiResClockMs();
  }

  @Override
  public long nanoseconds() {
    return Time.SYSTEM.nanoseconds();
  }

  @Override
  public void sleep(long millis) {
    Time.SYSTEM.sleep(millis);
  }

  @Override
  public void waitObject(Object object, Supplier<Boolean> condition, long deadline)
      throws InterruptedException {
    Time.SYSTEM.waitObject(object, condition, deadline - shift.get());
  }
}
