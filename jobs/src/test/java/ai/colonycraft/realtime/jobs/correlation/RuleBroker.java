package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real broker for the tests of a class, with a topic of rules for each that asks for one. */
final class RuleBroker implements BeforeAllCallback, AfterAllCallback {

  private Path folder;
  private EmbeddedKafka kafka;
  private int topics;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    folder = Files.createTempDirectory("rules");
    kafka = EmbeddedKafka.start(folder, 0);
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    kafka.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Makes a topic with these rules, texts by id. */
  RuleTopic topic(Map<String, String> rules) throws Exception {
    return RuleTopics.create(kafka.bootstrapServers(), "rules-" + topics++, rules);
  }
}
