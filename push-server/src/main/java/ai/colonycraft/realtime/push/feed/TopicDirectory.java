package ai.colonycraft.realtime.push.feed;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks the broker which topics there are. A topic that was deleted and made anew has another id,
 * which a consumer alone does not show. For the feed's thread alone.
 */
class TopicDirectory implements AutoCloseable {

  /** Letters of the topic's id that name its epoch: 48 random bits. */
  private static final int EPOCH_LETTERS = 8;

  private final Supplier<Admin> admins;
  private Admin admin;

  TopicDirectory(Supplier<Admin> admins) {
    this.admins = admins;
  }

  /**
   * One making of a topic.
   *
   * @param epoch from its id
   * @param partitions how many it has
   */
  record Found(String epoch, int partitions) {}

  /**
   * The topics that exist, by name.
   *
   * @throws TimeoutException if the broker does not answer in time
   * @throws KafkaException if it refuses
   */
  Map<String, Found> find(Collection<String> names, Duration timeout) {
    if (admin == null) {
      admin = admins.get();
    }
    Map<String, KafkaFuture<TopicDescription>> asked =
        admin
            .describeTopics(names, new DescribeTopicsOptions().timeoutMs((int) timeout.toMillis()))
            .topicNameValues();
    Map<String, Found> found = new HashMap<>();
    asked.forEach((name, answer) -> take(name, answer, timeout, found));
    return found;
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
      admin = null;
    }
  }

  private static void take(
      String name,
      KafkaFuture<TopicDescription> answer,
      Duration timeout,
      Map<String, Found> found) {
    try {
      TopicDescription topic = answer.get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
      String epoch = topic.topicId().toString().substring(0, EPOCH_LETTERS);
      found.put(name, new Found(epoch, topic.partitions().size()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return;
      }
      if (e.getCause() instanceof TopicAuthorizationException) {
        throw new TopicAuthorizationException(Set.of(name));
      }
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException("no answer in time");
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
