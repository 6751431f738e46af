package ai.colonycraft.realtime.jobs.secured;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.tools.TopicCommand;

/**
 * The script {@code topics.sh}, run by bash, with Kafka's own command behind {@code
 * kafka-topics.sh}: the script notes its calls, and each is run in this JVM.
 */
final class TopicsScript {

  private static final Path SCRIPT = Path.of("..", "flink-conf", "topics.sh");
  private static final String COMMAND = "/opt/kafka/bin/kafka-topics.sh";
  private static final String END = "--end--";

  private TopicsScript() {}

  /**
   * Runs it.
   *
   * @param clients the file of clients' settings
   * @throws IllegalStateException if Kafka's command fails
   */
  static void run(Path folder, String servers, int partitions, Path clients) throws Exception {
    Path calls = folder.resolve("calls");
    String noted = "noted() { printf '%s\\n' \"$@\" " + END + " >>'" + calls + "'; }\n";
    Path script =
        Files.writeString(
            folder.resolve("topics.sh"),
            noted + Files.readString(SCRIPT).replace(COMMAND, "noted"));
    Process bash =
        new ProcessBuilder(
                "bash",
                script.toString(),
                servers,
                Integer.toString(partitions),
                "--kafka.properties",
                clients.toString())
            .inheritIO()
            .start();
    assertThat(bash.waitFor()).isZero();

    Exit.setExitProcedure(TopicsScript::ended);
    try {
      List<String> call = new ArrayList<>();
      for (String word : Files.readAllLines(calls)) {
        if (word.equals(END)) {
          TopicCommand.main(call.toArray(String[]::new));
          call.clear();
        } else {
          call.add(word);
        }
      }
    } finally {
      Exit.resetExitProcedure();
    }
  }

  private static void ended(int status, String message) {
    if (status != 0) {
      throw new IllegalStateException("kafka-topics.sh ended with " + status + ": " + message);
    }
  }
}
