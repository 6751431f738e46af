package ai.colonycraft.realtime.push.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlameGraphParserTest {

  @Test
  void readsTheExampleOfTheContract() throws Exception {
    FlameGraph graph =
        FlameGraphParser.parse("calls/*/1", example("flamegraphs-calls").getBytes(UTF_8));

    assertThat(graph.key()).isEqualTo("calls/*/1");
    assertThat(graph.view()).isEqualTo("calls");
    assertThat(graph.service()).isEqualTo("*");
    assertThat(graph.start()).isEqualTo(1767225600000L);
    assertThat(graph.end()).isEqualTo(1767225900000L);
    assertThat(graph.traces()).isEqualTo(3);
    assertThat(graph.frames()).hasSize(5);
    assertThat(graph.frames().get(4))
        .isEqualTo(new FlameGraph.Frame(3, "llm-gateway: model call", 2, 904000, 4000, 2210));
  }

  @Test
  void passesOverFieldsThatItDoesNotKnow() throws Exception {
    String more = example("flamegraphs-resources").replaceFirst("\\{", "{\"new\":{\"a\":[1,{}]},");

    assertThat(FlameGraphParser.parse("k", more.getBytes(UTF_8)).frames()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [] | not_an_object
          {"view":"calls" | not_json
          {"view":"calls","service":"*","start":0,"end":1,"traces":1} | missing_field: frames
          {"service":"*","start":0,"end":1,"traces":1,"frames":[]} | missing_field: view: expected text
          {"view":"calls","service":"*","start":-1,"end":1,"traces":1,"frames":[]} | missing_field: start
          {"view":"calls","service":"*","start":0,"end":1,"traces":1,"frames":[7]} | wrong_type: frames
          {"view":"calls","service":"*","start":0,"end":1,"traces":1,"frames":[{"level":2,"label":"a","count":1,"timeMicros":1,"cpuMicros":1,"tokens":1}]} | frames[0].level: expected 1 to 1, found 2
          """)
  void refusesWhatIsNoFlameGraph(String json, String message) {
    assertThatThrownBy(() -> FlameGraphParser.parse("k", json.getBytes(UTF_8)))
        .isInstanceOf(RefusedRecordException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesAStackThatIsDeeperThanAWalkCanGo() throws Exception {
    assertThat(FlameGraphParser.parse("k", stack(1_000)).frames()).hasSize(1_000);
    assertThatThrownBy(() -> FlameGraphParser.parse("k", stack(1_001)))
        .isInstanceOf(RefusedRecordException.class)
        .hasMessageContaining("frames[1000].level: expected 1 to 1000, found 1001");
  }

  private static byte[] stack(int depth) {
    return ("{\"view\":\"calls\",\"service\":\"*\",\"start\":0,\"end\":1,\"traces\":1,\"frames\":["
            + IntStream.rangeClosed(1, depth)
                .mapToObj(
                    level ->
                        "{\"level\":%d,\"label\":\"a\",\"count\":1,\"timeMicros\":1,\"cpuMicros\":1,\"tokens\":1}"
                            .formatted(level))
                .collect(Collectors.joining(","))
            + "]}")
        .getBytes(UTF_8);
  }

  private static String example(String name) throws IOException {
    return Files.readString(Path.of("src/main/resources/contract/examples/" + name + ".json"));
  }
}
