package ai.colonycraft.realtime.push.feed;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that follows topics with one consumer, from {@link #start} to {@link #close}. When Kafka
 * or the follower fails, it waits and begins again with a new consumer.
 */
final class FeedThread implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FeedThread.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  /** What is done with the consumer; all methods run on the thread. */
  interface Follower {
    /** Reads until {@link #isClosing}; a failure ends it and it is called again. */
    void follow(Consumer<byte[], byte[]> consumer);

    /** Kafka failed or does not answer. */
    void away(String cause);

    /** The consumer was closed, for good or until the next one. */
    default void released() {}

    /** The thread ends. */
    default void ended() {}
  }

  private final Duration retry;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Follower follower;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Consumer<byte[], byte[]> consumer;

  /**
   * A thread that does not run yet.
   *
   * @param name of the thread
   * @param retry how long it waits after a failure
   * @param consumers makes consumers
   * @param follower what is done with them
   */
  FeedThread(
      String name,
      Duration retry,
      Supplier<Consumer<byte[], byte[]>> consumers,
      Follower follower) {
    this.retry = retry;
    this.consumers = consumers;
    this.follower = follower;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** Waits for the time between two tries, or until it is closed. */
  void pause() {
    try {
      if (closing.await(retry.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("closing");
      }
    } catch (InterruptedException e) {
      closing.countDown();
      Thread.currentThread().interrupt();
    }
  }

  /** Stops; returns when the follower is not called any more. */
  @Override
  public void close() {
    closing.countDown();
    Consumer<byte[], byte[]> current = consumer;
    if (current != null) {
      current.wakeup();
    }
    try {
      thread.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!isClosing()) {
        runOnce();
      }
    } finally {
      follower.ended();
    }
  }

  private static String words(KafkaException e) {
    if (e instanceof TopicAuthorizationException refused) {
      return "the right READ is missing on " + refused.unauthorizedTopics();
    }
    return e.getCause() instanceof KafkaException cause
        ? e.getMessage() + ": " + cause.getMessage()
        : e.getMessage();
  }

  private void runOnce() {
    try (Consumer<byte[], byte[]> opened = consumers.get()) {
      consumer = opened;
      follower.follow(opened);
    } catch (WakeupException e) {
      // Only close() wakes the consumer.
    } catch (KafkaException e) {
      follower.away(words(e));
      pause();
    } catch (RuntimeException e) {
      LOG.error("{} failed and starts again; this is a fault of the program", thread.getName(), e);
      pause();
    } finally {
      consumer = null;
      follower.released();
    }
  }
}
