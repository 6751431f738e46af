package ai.colonycraft.realtime.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.topics.Topic;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.MdcUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Lines of a process that logs by {@code flink-conf/log4j-console.properties}. */
class LogFormatTest {

  private static final String JOB = "0123456789abcdef0123456789abcdef";

  @TempDir private Path folder;

  /** Logs as a task does, and as a thread that is no task's. */
  public static void main(String[] args) throws Exception {
    Thread task = new Thread(LogFormatTest::fail, "Source: user-activity -> counts (2/13)#0");
    task.start();
    task.join();
    LoggerFactory.getLogger("other").info("of the process");
  }

  private static void fail() {
    MDC.put(MdcUtils.JOB_ID, JOB);
    MDC.put(Topic.LOGGED, "user-activity");
    LoggerFactory.getLogger("task").warn("it \"failed\"", new IllegalStateException("in\nlines"));
  }

  @Test
  void aLineIsAnObjectWithJobSubtaskAndTopicAlsoWithAnException() throws Exception {
    List<String> lines = lines("json").stream().filter(line -> line.startsWith("{")).toList();

    assertThat(lines).hasSize(2);
    JsonNode task = new ObjectMapper().readTree(lines.get(0));
    assertThat(task.get("job").asText()).isEqualTo(JOB);
    assertThat(task.get("subtask").asText()).isEqualTo("2");
    assertThat(task.get("topic").asText()).isEqualTo("user-activity");
    assertThat(task.get("log.level").asText()).isEqualTo("WARN");
    assertThat(task.get("message").asText()).isEqualTo("it \"failed\"");
    assertThat(task.get("error.message").asText()).isEqualTo("in\nlines");
    assertThat(task.get("error.stack_trace").asText()).contains("LogFormatTest.fail");
    JsonNode other = new ObjectMapper().readTree(lines.get(1));
    assertThat(other.get("subtask").asText()).isEmpty();
    assertThat(other.has("job")).isFalse();
    assertThat(other.has("topic")).isFalse();
  }

  @Test
  void aLineIsTextUnlessJsonIsAskedFor() throws Exception {
    assertThat(lines("text"))
        .anySatisfy(line -> assertThat(line).contains("WARN  task").endsWith("it \"failed\""));
  }

  private List<String> lines(String format) throws Exception {
    List<String> jvm =
        List.of(
            "-Dlog4j2.configurationFile=" + FlinkServers.CONF.resolve("log4j-console.properties"),
            "-Dlog.file=" + folder.resolve("file.log"),
            "-cp",
            System.getProperty("java.class.path"));
    return OsProcess.start(
            "a process that logs",
            folder.resolve("console.log"),
            Map.of("LOG_FORMAT", format),
            JavaProgram.start(jvm, LogFormatTest.class.getName()))
        .output()
        .lines()
        .toList();
  }
}
