package ai.colonycraft.realtime.jobs.health;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.EventParser;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.config.ServiceHealthConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request is judged by the objective of its service. */
class RequestCountsTest {

  @ParameterizedTest
  @CsvSource({
    "colony-service, 300, 1, 0",
    "colony-service, 301, 0, 1",
    "colony-service, 1201, 0, 0",
    "llm-gateway, 1201, 1, 0",
    "llm-gateway, 2500, 1, 0",
    "llm-gateway, 9999, 0, 1",
    "llm-gateway, 10001, 0, 0"
  })
  void judgesADuration(String service, int millis, double satisfied, double tolerated)
      throws Exception {
    RequestCounts counts = new RequestCounts(ServiceHealthConfig.read().objectives());
    String json =
        "{\"type\":\"http_request\",\"timestamp\":1750000020001,\"service\":\"%s\",\"durationMs\":%d}"
            .formatted(service, millis);
    counts.request(
        new ServicePlace(service, "eu-west-1"),
        new EventParser(Field.SERVICE, EnumSet.allOf(Field.class), false, EventParser.NO_CLOCK)
            .parse(json.getBytes(StandardCharsets.UTF_8)));

    List<PlaceTally> tallies = new ArrayList<>();
    counts.drain(sample -> {}, tallies::add);

    double[] amounts = tallies.get(0).amounts();
    assertThat(amounts[PlaceTally.TIMED]).isEqualTo(1);
    assertThat(amounts[PlaceTally.SATISFIED]).isEqualTo(satisfied);
    assertThat(amounts[PlaceTally.TOLERATED]).isEqualTo(tolerated);
  }
}
