package ai.colonycraft.realtime.push.transport.guard;

import ai.colonycraft.realtime.push.metrics.Refusal;
import ai.colonycraft.realtime.push.metrics.Reminder;
import ai.colonycraft.realtime.push.text.Text;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log that clients are turned away, once a minute for each reason: what the clients
 * themselves can mend is answered, but a wrong clock, key or origin here is the operator's matter.
 * Any thread may use it.
 */
final class RefusalLog {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

  /** Characters of a message that are logged. */
  private static final int LOGGED = 300;

  private static final Duration EVERY = Duration.ofMinutes(1);

  private final Map<Refusal, Reminder> reminders = new EnumMap<>(Refusal.class);

  RefusalLog(Clock clock) {
    for (Refusal reason : Refusal.values()) {
      reminders.put(reason, new Reminder(clock, EVERY));
    }
  }

  /** A client was turned away; the message may hold some of what it sent. */
  void refused(Refusal reason, String message) {
    Reminder reminder = reminders.get(reason);
    long times;
    synchronized (reminder) {
      times = reminder.happened();
    }
    if (times > 0) {
      LOG.warn(
          "Turned {} client(s) away since the last such line, the last one: {}",
          times,
          Text.printable(message, LOGGED));
    }
  }
}
