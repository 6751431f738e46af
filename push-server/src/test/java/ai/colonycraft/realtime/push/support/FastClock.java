package ai.colonycraft.realtime.push.support;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that stands at a time until it is started, and then runs so many times as fast as that of
 * the machine.
 */
public final class FastClock extends Clock {

  private final long from;
  private final int speed;
  private volatile long begun;
  private volatile boolean started;

  public FastClock(Instant from, int speed) {
    this.from = from.toEpochMilli();
    this.speed = speed;
  }

  public void start() {
    begun = System.nanoTime();
    started = true;
  }

  @Override
  public long millis() {
    return !started ? from : from + (System.nanoTime() - begun) / 1_000_000 * speed;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
