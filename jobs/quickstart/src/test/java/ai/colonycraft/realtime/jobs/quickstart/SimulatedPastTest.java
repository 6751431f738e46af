package ai.colonycraft.realtime.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The past of a quickstart fits together. */
class SimulatedPastTest {

  private static final long UNTIL = Instant.parse("2026-03-04T15:00:00Z").toEpochMilli();

  @Test
  void givesColoniesTheTokensThatItsSummariesHave() throws Exception {
    List<JsonNode> batches = new ArrayList<>();
    new SimulatedPast(QuickstartConfig.read("--rate", "20"), UNTIL)
        .write(
            batch -> {
              try {
                batches.add(new ObjectMapper().readTree(batch));
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });

    Map<Long, Long> tokens = new HashMap<>();
    long cpuMicros = 0;
    for (JsonNode batch : batches) {
      for (JsonNode top : batch.path("tops")) {
        assertThat(top.get("kind").asText()).isEqualTo("colony");
        assertThat(top.get("top")).isNotEmpty();
        tokens.put(top.get("start").asLong(), top.get("tokens").asLong());
        cpuMicros += top.get("cpuMicros").asLong();
      }
    }
    assertThat(tokens).hasSize(288);
    assertThat(cpuMicros).isPositive();
    for (JsonNode batch : batches) {
      for (JsonNode summary : batch.path("summaries")) {
        // Only events in a colony spend tokens; each is rounded.
        assertThat(tokens.get(summary.get("start").asLong()))
            .isCloseTo(summary.get("tokens").asLong(), withPercentage(1));
      }
    }
  }
}
