package ai.colonycraft.realtime.jobs.topics;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The leaders of new topics. A broker knows a new topic a moment before its leader takes requests:
 * a producer that writes at once can have its first batch refused and its second taken, and then
 * the first is out of sequence until {@code delivery.timeout.ms} is over.
 */
public final class Leaders {

  private static final long RETRY_MILLIS = 20;

  private Leaders() {}

  /**
   * Returns when the leader of each partition answers.
   *
   * @param topics with their numbers of partitions; they were made
   * @throws TimeoutException if one does not answer in time
   * @throws ExecutionException if the broker refuses to say
   */
  public static void await(Admin admin, Collection<NewTopic> topics, Duration patience)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (NewTopic topic : topics) {
      for (int partition = 0; partition < topic.numPartitions(); partition++) {
        ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        long left = Math.max(0, end - System.nanoTime());
        admin.listOffsets(ends).all().get(left, TimeUnit.NANOSECONDS);
        return;
      } catch (ExecutionException e) {
        // The client itself asks again about a leader, but not about a topic that is unknown.
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }
}
