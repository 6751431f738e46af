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
  void givesColoniesAndAgentsTheTokensThatItsSummariesHave() throws Exception {
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

    for (String kind : List.of("colony", "agent")) {
      Map<Long, Long> tokens = new HashMap<>();
      long cpuMicros = 0;
      for (JsonNode batch : batches) {
        for (JsonNode top : batch.path("tops")) {
          if (top.get("kind").asText().equals(kind)) {
            assertThat(top.get("top")).isNotEmpty();
            assertThat(top.at("/top/0")).hasSize(kind.equals("agent") ? 6 : 5);
            tokens.put(top.get("start").asLong(), top.get("tokens").asLong());
            cpuMicros += top.get("cpuMicros").asLong();
          }
        }
      }
      assertThat(tokens).as(kind).hasSize(288);
      assertThat(cpuMicros).as(kind).isPositive();
      for (JsonNode batch : batches) {
        for (JsonNode summary : batch.path("summaries")) {
          // Only events of an agent in a colony spend tokens; each is rounded.
          assertThat(tokens.get(summary.get("start").asLong()))
              .as(kind)
              .isCloseTo(summary.get("tokens").asLong(), withPercentage(1));
        }
      }
    }
  }
}
