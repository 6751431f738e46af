package ai.colonycraft.realtime.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The two jars that are deployed hold what they should and nothing else. */
class JarEntriesIT {

  private static final String OURS = "ai/colonycraft/realtime/";

  @Test
  void theFatJarHasTheJobsAndNothingOfTheClusterOrTheQuickstart() throws IOException {
    List<String> entries = entries(Commands.jar("jobs", "jobs-.*-flink\\.jar"));

    assertThat(entries)
        .contains(
            OURS + "jobs/UserActivityJob.class",
            OURS + "jobs/ServiceHealthJob.class",
            OURS + "jobs/EventCorrelationJob.class",
            OURS + "jobs/rules/RulesCommand.class",
            OURS + "config/Settings.class",
            OURS + "rules/match/RuleMatcher.class",
            "shipped-rules/deployment-stuck.yaml",
            "org/apache/flink/connector/kafka/source/KafkaSource.class",
            "org/apache/kafka/clients/consumer/KafkaConsumer.class",
            "dev/cel/compiler/CelCompiler.class");
    assertNone(
        entries,
        OURS + "jobs/quickstart/",
        OURS + "jobs/benchmark/",
        OURS + "jobs/harness/",
        OURS + "push/",
        "flink-conf/",
        "kafka/server/",
        "org/apache/kafka/metadata/",
        "org/apache/flink/runtime/",
        "org/apache/flink/streaming/api/environment/",
        "org/apache/flink/cep/",
        "org/apache/flink/metrics/prometheus/",
        "org/apache/logging/",
        "org/slf4j/",
        "org/eclipse/jetty/",
        "org/eclipse/angus/",
        "jakarta/mail/",
        "com/espertech/",
        "org/junit/");
  }

  @Test
  void theRunnableJarHasTheServerAndItsPagesAndNoRuleEngine() throws IOException {
    List<String> entries = entries(Commands.pushServer());

    assertThat(entries)
        .contains(
            OURS + "push/PushServer.class",
            OURS + "config/Settings.class",
            "push-pages/index.html",
            "push-pages/client.js",
            "contract/notifications.schema.json",
            "log4j2.xml",
            "org/eclipse/jetty/server/Server.class",
            "org/eclipse/angus/mail/smtp/SMTPTransport.class",
            "META-INF/mailcap",
            "mail/mail_de.properties",
            "org/apache/kafka/clients/consumer/KafkaConsumer.class");
    assertNone(
        entries,
        OURS + "rules/",
        OURS + "event/",
        OURS + "jobs/",
        OURS + "push/benchmark/",
        "push-benchmark/",
        "shipped-rules/",
        "dev/cel/",
        "com/google/common/",
        "com/google/protobuf/",
        "org/antlr/",
        "org/apache/flink/",
        "kafka/server/",
        "org/junit/");
  }

  private static void assertNone(List<String> entries, String... folders) {
    for (String folder : folders) {
      assertThat(entries).as(folder).noneMatch(entry -> entry.startsWith(folder));
    }
  }

  /** The plugins of log4j's jars, of which each has a list under one name. */
  @Test
  void theRunnableJarLogsInBothFormats() throws IOException {
    String listening = "Listening at";

    assertThat(logged("text", listening)).contains(" INFO  a.c.r.p.PushServer " + listening);
    assertThat(logged("json", listening)).startsWith("{").contains("\"log.level\":\"INFO\"");
  }

  private static String logged(String format, String text) throws IOException {
    try (RunningProcess server =
        RunningProcess.start(
            "env",
            "LOG_FORMAT=" + format,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            Commands.pushServer().toString(),
            "--http.port=0",
            "--kafka.bootstrap.servers=127.0.0.1:1")) {
      return server.waitForLine(text);
    }
  }

  private static List<String> entries(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      List<String> entries = file.stream().map(entry -> entry.getName()).toList();
      System.out.printf(
          "%s: %,d KB, %,d entries%n", jar.getFileName(), Files.size(jar) / 1024, entries.size());
      return entries;
    }
  }
}
