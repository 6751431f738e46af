package ai.colonycraft.realtime.push;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.FreePort;
import ai.colonycraft.realtime.push.support.RunningProcess;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The log of the program, with the config that its jar has. */
class LogFormatTest {

  @Test
  void writesJsonWhereItIsAskedFor() throws Exception {
    JsonNode line = new ObjectMapper().readTree(line("json"));

    assertThat(line.get("log.level").asText()).isEqualTo("INFO");
    assertThat(line.get("log.logger").asText()).isEqualTo(PushServer.class.getName());
    assertThat(line.get("message").asText()).startsWith("Listening at http://127.0.0.1:");
    assertThat(line.get("@timestamp").asText()).endsWith("Z");
  }

  @Test
  void writesTextOtherwise() throws Exception {
    assertThat(line("text")).contains(" INFO  a.c.r.p.PushServer Listening at ");
  }

  /** The line with which a server in a process of its own says where it listens. */
  private static String line(String format) throws Exception {
    try (RunningProcess server =
        RunningProcess.start(
            "env",
            "LOG_FORMAT=" + format,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dlog4j2.configurationFile=" + Path.of("src/main/dist/log4j2.xml").toUri(),
            "-cp",
            System.getProperty("java.class.path"),
            PushServer.class.getName(),
            "--http.port=0",
            "--kafka.bootstrap.servers=127.0.0.1:" + FreePort.any())) {
      return server.waitForLine("Listening at");
    }
  }
}
