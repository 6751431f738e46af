package ai.colonycraft.realtime.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Logs of Flink's processes with {@code LOG_FORMAT=json}. */
final class JsonLogs {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** How a line of text begins. */
  private static final String TEXT = "\\d{4}-\\d\\d-\\d\\d .*";

  private JsonLogs() {}

  static void assertEachLineIsAnObject(Path log) throws IOException {
    assertThat(lines(log))
        .isNotEmpty()
        .allSatisfy(
            line -> {
              assertThat(line.path("@timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
              assertThat(line.path("log.level").asText()).matches("[A-Z]+");
              assertThat(line.path("log.logger").asText()).isNotEmpty();
              assertThat(line.path("process.thread.name").asText()).isNotEmpty();
              assertThat(line.has("message")).isTrue();
              assertThat(line.path("subtask").asText()).matches("[0-9]*");
            });
  }

  static void assertTasksNameJobSubtaskAndTopic(Path... logs) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (Path log : logs) {
      lines.addAll(lines(log));
    }
    assertThat(lines)
        .anySatisfy(
            line -> {
              assertThat(line.path("job").asText()).matches("[0-9a-f]{32}");
              assertThat(line.path("subtask").asText()).matches("[1-9][0-9]*");
              assertThat(line.path("topic").asText()).isEqualTo("user-activity");
            })
        .anySatisfy(
            line -> {
              assertThat(line.path("subtask").asText()).isEmpty();
              assertThat(line.has("topic")).isFalse();
            });
  }

  private static List<JsonNode> lines(Path log) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      assertThat(line).doesNotMatch(TEXT);
      // What the JVM prints itself is no line of the log.
      if (line.startsWith("{")) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }
}
