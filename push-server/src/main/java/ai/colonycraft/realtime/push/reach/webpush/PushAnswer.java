package ai.colonycraft.realtime.push.reach.webpush;

import ai.colonycraft.realtime.push.metrics.PushResult;
import java.time.Duration;

/**
 * What a push service did with a message.
 *
 * @param result what it means
 * @param retryAfter of {@link PushResult#LATER}: how long to wait; zero if the service did not say
 * @param detail for logs and people
 */
record PushAnswer(PushResult result, Duration retryAfter, String detail) {

  static PushAnswer of(PushResult result, String detail) {
    return new PushAnswer(result, Duration.ZERO, detail);
  }
}
