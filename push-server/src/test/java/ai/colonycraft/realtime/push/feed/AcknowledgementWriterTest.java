package ai.colonycraft.realtime.push.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.TestBroker;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AcknowledgementWriterTest {

  private static final Acknowledgement ACK = new Acknowledgement("n/1", "ada", 5, 7);

  @Test
  void writesWhatTheParserReads() throws Exception {
    assertThat(new RecordParser().acknowledgement("ack:n/1", AcknowledgementWriter.json(ACK)))
        .isEqualTo(ACK.at(LiveRecord.NO_SEQUENCE));
    assertThat(new String(AcknowledgementWriter.json(new Acknowledgement("n", null, 5, 7)), UTF_8))
        .isEqualTo("{\"acknowledges\":\"n\",\"timestamp\":5}");
  }

  @Test
  void refusesAtOnceWhatCanNotWaitWhileKafkaIsAway() {
    String nobody = "localhost:" + TestBroker.freePort();
    try (AcknowledgementWriter writer = new AcknowledgementWriter(nobody, "notifications")) {
      // One is under way and the limit waits.
      List<CompletableFuture<Void>> waiting =
          Stream.generate(() -> writer.write(ACK).toCompletableFuture())
              .limit(AcknowledgementWriter.WAITING + 1)
              .toList();
      assertThat(waiting).noneMatch(CompletableFuture::isDone);

      assertThat(writer.write(ACK).toCompletableFuture()).isCompletedExceptionally();

      assertThat(CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)))
          .failsWithin(java.time.Duration.ofSeconds(30));
    }
  }
}
