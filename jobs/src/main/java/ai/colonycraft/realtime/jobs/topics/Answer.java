package ai.colonycraft.realtime.jobs.topics;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.common.KafkaException;

/** Waits for what Kafka answers, and throws a failure as Kafka does. */
public final class Answer {

  private Answer() {}

  /**
   * The answer, when it is there; the client's own time limit ends the wait.
   *
   * @param failure what could not be done, for a failure that Kafka has no words for
   * @throws KafkaException if the broker does not answer in time, or refuses
   */
  public static <T> T of(Future<T> asked, String failure) {
    try {
      return asked.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause
          ? cause
          : new KafkaException(failure, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted: " + failure, e);
    }
  }
}
