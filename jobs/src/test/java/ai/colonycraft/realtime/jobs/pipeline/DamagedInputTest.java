package ai.colonycraft.realtime.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

/** Records that are no events change no figure, stop nothing, and are all found again. */
class DamagedInputTest {

  private record Sent(Damage damage, byte[] value, Future<RecordMetadata> at) {}

  @Test
  void keepsEveryDamagedRecordAsADeadLetterAndCountsTheRestAsEver() throws Exception {
    List<String> recorded = Recorded.userActivity();
    try (Pipeline pipeline = Pipeline.start(2).run()) {
      List<Sent> damaged = sendWithOneInFiftyDamaged(pipeline, recorded);

      new Replay(recorded).assertFigures(pipeline);

      assertDeadLetters(pipeline, damaged);
      Map<String, Long> reasons = new HashMap<>();
      damaged.forEach(sent -> reasons.merge(sent.damage.reason(), 1L, Long::sum));
      assertThat(pipeline.scrape().by("events_rejected_total", "reason")).isEqualTo(reasons);
      assertThat(pipeline.scrape().by("events_rejected_total", "topic"))
          .isEqualTo(Map.of("user-activity", (long) damaged.size()));
    }
  }

  private static List<Sent> sendWithOneInFiftyDamaged(Pipeline pipeline, List<String> recorded) {
    List<Sent> damaged = new ArrayList<>();
    for (int i = 0; i < recorded.size(); i++) {
      pipeline.sendLater(recorded.get(i));
      if (i % 50 == 0) {
        Damage damage = Damage.values()[damaged.size() % Damage.values().length];
        byte[] value = damage.of(recorded.get(i));
        damaged.add(new Sent(damage, value, pipeline.send(i % Pipeline.PARTITIONS, value)));
      }
    }
    pipeline.flush();
    return damaged;
  }

  private static void assertDeadLetters(Pipeline pipeline, List<Sent> damaged) throws Exception {
    Map<String, JsonNode> letters = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : pipeline.read("dead-letters")) {
      letters.put(new String(record.key()), Outcome.json(record.value()));
    }
    for (Sent sent : damaged) {
      RecordMetadata at = sent.at.get();
      JsonNode letter = letters.remove("user-activity-" + at.partition() + "-" + at.offset());
      assertThat(letter).as("the letter of %s at %s", sent.damage, at).isNotNull();
      assertThat(letter.get("topic").asText()).isEqualTo("user-activity");
      assertThat(letter.get("partition").asInt()).isEqualTo(at.partition());
      assertThat(letter.get("offset").asLong()).isEqualTo(at.offset());
      assertThat(letter.get("reason").asText()).isEqualTo(sent.damage.reason());
      assertThat(letter.get("detail").asText()).isNotBlank();
      if (sent.value == null) {
        assertThat(letter.get("bytes").isNull()).isTrue();
      } else {
        assertThat(letter.get("bytes").binaryValue()).isEqualTo(sent.value);
      }
    }
    assertThat(letters).isEmpty();
  }
}
