package ai.colonycraft.realtime.push.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.push.support.TestBroker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KafkaPublisherTest {

  private static final List<Publisher.Outgoing> RECORDS =
      List.of(new Publisher.Outgoing("notifications", "k", new byte[] {'1'}));

  private static KafkaConfig kafka() {
    return new KafkaConfig("localhost:" + TestBroker.freePort());
  }

  @Test
  void refusesAtOnceWhatHasTooManyBytesToWaitAndTakesTheNextThatHasNot() {
    List<Publisher.Outgoing> large =
        List.of(
            new Publisher.Outgoing(
                "notifications", "k", new byte[(int) KafkaPublisher.WAITING_BYTES / 2]));
    try (KafkaPublisher publisher = KafkaPublisher.start(kafka())) {
      publisher.publish(RECORDS);
      await().until(() -> publisher.waiting() == 0);

      List<CompletableFuture<Void>> waiting =
          List.of(publisher.publish(large), publisher.publish(large));

      assertThat(publisher.publish(RECORDS)).isCompletedExceptionally();
      assertThat(waiting).noneMatch(CompletableFuture::isDone);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> waiting.stream().allMatch(CompletableFuture::isDone));
      assertThat(publisher.publish(RECORDS)).isNotCompletedExceptionally();
    }
  }

  @Test
  void refusesAtOnceWhatCanNotWaitWhileKafkaIsAwayAndNoSooner() {
    try (KafkaPublisher publisher = KafkaPublisher.start(kafka())) {
      CompletableFuture<Void> underWay = publisher.publish(RECORDS);
      await().until(() -> publisher.waiting() == 0);

      List<CompletableFuture<Void>> waiting =
          Stream.generate(() -> publisher.publish(RECORDS)).limit(KafkaPublisher.WAITING).toList();
      CompletableFuture<Void> oneTooMany = publisher.publish(RECORDS);

      assertThat(waiting).noneMatch(CompletableFuture::isDone);
      assertThat(oneTooMany).isCompletedExceptionally();
      assertThat(underWay).failsWithin(Duration.ofSeconds(30));
      assertThat(CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)))
          .failsWithin(Duration.ofSeconds(30));
    }
  }
}
