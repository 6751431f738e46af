package ai.colonycraft.realtime.push.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.push.support.FreePort;
import ai.colonycraft.realtime.push.support.LoggedLines;
import ai.colonycraft.realtime.push.support.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class KafkaPublisherTest {

  private static final List<Publisher.Outgoing> RECORDS =
      List.of(new Publisher.Outgoing("notifications", "k", new byte[] {'1'}));

  private static KafkaConfig kafka() {
    return new KafkaConfig("localhost:" + FreePort.any());
  }

  private static List<Publisher.Outgoing> to(String topic, int bytes) {
    return List.of(new Publisher.Outgoing(topic, "k", new byte[bytes]));
  }

  @Test
  void refusesAtOnceWhatHasTooManyBytesToWaitAndTakesTheNextThatHasNot() {
    List<Publisher.Outgoing> large = to("notifications", (int) KafkaPublisher.WAITING_BYTES / 2);
    try (KafkaPublisher publisher = KafkaPublisher.start(kafka())) {
      List<CompletableFuture<Void>> waiting =
          List.of(publisher.publish(large), publisher.publish(large));

      assertThat(publisher.publish(RECORDS)).isCompletedExceptionally();
      assertThat(waiting).noneMatch(CompletableFuture::isDone);
      await().until(() -> waiting.stream().allMatch(CompletableFuture::isDone));
      assertThat(publisher.publish(RECORDS)).isNotCompletedExceptionally();
    }
  }

  @Test
  void refusesAtOnceWhatCanNotWaitWhileKafkaIsAwayAndNoSooner() {
    try (KafkaPublisher publisher = KafkaPublisher.start(kafka())) {
      List<CompletableFuture<Void>> waiting =
          Stream.generate(() -> publisher.publish(RECORDS)).limit(KafkaPublisher.WAITING).toList();
      CompletableFuture<Void> oneTooMany = publisher.publish(RECORDS);
      CompletableFuture<Void> ofAnotherTopic = publisher.publish(to("actions", 1));

      assertThat(waiting).noneMatch(CompletableFuture::isDone);
      assertThat(oneTooMany).isCompletedExceptionally();
      assertThat(ofAnotherTopic).isNotDone();
      assertThat(CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)))
          .failsWithin(Duration.ofSeconds(30));
    }
  }

  @Test
  void writesToATopicWhileMuchWaitsForOneThatIsMissing() throws Exception {
    try (TestBroker broker = new TestBroker().start();
        KafkaPublisher publisher = KafkaPublisher.start(new KafkaConfig(broker.address()))) {
      broker.createTopic("notifications", 1);
      assertThat(publisher.publish(RECORDS)).succeedsWithin(Duration.ofSeconds(30));
      List<CompletableFuture<Void>> missing =
          Stream.generate(() -> publisher.publish(to("actions", 1)))
              .limit(KafkaPublisher.WAITING)
              .toList();

      List<CompletableFuture<Void>> present =
          Stream.generate(() -> publisher.publish(RECORDS)).limit(100).toList();
      CompletableFuture<Object> first =
          CompletableFuture.anyOf(
              CompletableFuture.allOf(present.toArray(CompletableFuture[]::new)),
              CompletableFuture.anyOf(missing.toArray(CompletableFuture[]::new)));

      // Each waits for its topic at the same time, and none for another one.
      assertThat(first).succeedsWithin(Duration.ofSeconds(30));
      assertThat(missing).noneMatch(CompletableFuture::isDone);
      broker.createTopic("actions", 1);
      assertThat(CompletableFuture.allOf(missing.toArray(CompletableFuture[]::new)))
          .succeedsWithin(Duration.ofSeconds(30));
      assertThat(broker.read("actions", KafkaPublisher.WAITING)).hasSize(KafkaPublisher.WAITING);
    }
  }

  @Test
  void saysOnceThatATopicIsMissingWhileAnotherOneIsWritten() throws Exception {
    try (TestBroker broker = new TestBroker().start();
        LoggedLines log = LoggedLines.watch();
        KafkaPublisher publisher = KafkaPublisher.start(new KafkaConfig(broker.address()))) {
      broker.createTopic("notifications", 1);
      List<CompletableFuture<Void>> missing = new ArrayList<>();
      await()
          .until(
              () -> {
                missing.add(publisher.publish(to("actions", 1)));
                publisher.publish(RECORDS).get();
                return missing.stream().filter(CompletableFuture::isDone).count() >= 5;
              });

      assertThat(log.lines()).hasSize(1).allMatch(line -> line.contains("records of actions"));
    }
  }

  @Test
  void writesMoreThanMayBeUnderWayAtATimeInOrder() throws Exception {
    List<Publisher.Outgoing> many =
        IntStream.range(0, 40)
            .mapToObj(i -> new Publisher.Outgoing("notifications", "k" + i, new byte[800_000]))
            .toList();
    try (TestBroker broker = new TestBroker().start();
        KafkaPublisher publisher = KafkaPublisher.start(new KafkaConfig(broker.address()))) {
      broker.createTopic("notifications", 1);

      assertThat(publisher.publish(many)).succeedsWithin(Duration.ofSeconds(30));
      assertThat(broker.read("notifications", many.size()))
          .extracting(ConsumerRecord::key)
          .isEqualTo(many.stream().map(Publisher.Outgoing::key).toList());
    }
  }
}
