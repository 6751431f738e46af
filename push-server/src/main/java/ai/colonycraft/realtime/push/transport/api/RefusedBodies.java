package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.metrics.CountByReason;
import ai.colonycraft.realtime.push.metrics.IntakeRefusal;
import ai.colonycraft.realtime.push.metrics.Reminder;
import ai.colonycraft.realtime.push.transport.http.BodyReader;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs the bodies that one path does not take: what they brought is lost, and not every
 * sender says so to somebody. Any thread may use it.
 */
final class RefusedBodies {

  private static final Logger LOG = LoggerFactory.getLogger(RefusedBodies.class);

  /**
   * Why a body was not read.
   *
   * @param status of the answer
   * @param code for programs
   * @param message for people
   */
  record Unread(int status, String code, String message) {}

  private final String path;
  private final int mostBytes;
  private final CountByReason<IntakeRefusal> refused;
  private final Map<IntakeRefusal, Reminder> reminders = new EnumMap<>(IntakeRefusal.class);

  RefusedBodies(String path, int mostBytes, CountByReason<IntakeRefusal> refused) {
    this.path = path;
    this.mostBytes = mostBytes;
    this.refused = refused;
    for (IntakeRefusal why : IntakeRefusal.values()) {
      reminders.put(why, new Reminder(Clock.systemUTC(), Duration.ofMinutes(1)));
    }
  }

  /** Counts a body whose reading failed, and says what to answer. */
  Unread unread(Throwable failure) {
    if (failure instanceof BodyReader.TooLongException) {
      return tooLarge();
    }
    if (failure instanceof BodyReader.BusyException) {
      add(IntakeRefusal.UNAVAILABLE, "too many bodies are being read");
      return new Unread(503, "unavailable", "too many bodies are being read; send it later");
    }
    add(IntakeRefusal.INCOMPLETE, "a body that did not come, or came too slowly");
    return new Unread(408, "incomplete", "the body did not come, or came too slowly");
  }

  /** Counts a body that is too long, and says what to answer. */
  Unread tooLarge() {
    add(IntakeRefusal.TOO_LARGE, "a body of more than " + mostBytes + " bytes");
    return new Unread(413, "too_large", "expected a body of at most " + mostBytes + " bytes");
  }

  /** Counts a body, and logs it if none was in the last minute for the same reason. */
  void add(IntakeRefusal why, String message) {
    refused.increment(why);
    Reminder reminder = reminders.get(why);
    long times;
    synchronized (reminder) {
      times = reminder.happened();
    }
    if (times > 0) {
      LOG.warn("Refused {} request(s) to {} since the last such line: {}", times, path, message);
    }
  }
}
