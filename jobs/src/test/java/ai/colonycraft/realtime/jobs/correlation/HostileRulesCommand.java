package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.flink.util.FileUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plays thousands of random rules at once, as {@link HostileRulesTest} plays some. */
@Command(
    name = "hostile-rules",
    description = {
      "Plays random rules, all at once, over a random stream with ties, disorder, late and re-sent"
          + " events, kills, restores and changes of rules.",
      "Holds what is published against plain loops, and says with which seed a difference can be"
          + " repeated."
    },
    mixinStandardHelpOptions = true)
public final class HostileRulesCommand implements Callable<Integer> {

  @Option(
      names = "--rules",
      defaultValue = "2000",
      description = "rules at once (default: ${DEFAULT-VALUE})")
  private int rules;

  @Option(
      names = "--events",
      defaultValue = "200",
      description = "events of a world (default: ${DEFAULT-VALUE})")
  private int events;

  @Option(
      names = "--worlds",
      defaultValue = "1",
      description = "worlds, one after the other (default: ${DEFAULT-VALUE})")
  private int worlds;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "seed of the first world; the next has the next (default: ${DEFAULT-VALUE})")
  private long seed;

  /** Runs the command and ends the JVM with its exit code: 0 without a difference, else 1. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new HostileRulesCommand()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("hostile-rules");
    boolean sound = true;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
      for (long each = seed; each < seed + worlds; each++) {
        sound &= play(kafka, each);
      }
    } finally {
      FileUtils.deleteDirectoryQuietly(folder.toFile());
    }
    return sound ? 0 : 1;
  }

  private boolean play(EmbeddedKafka kafka, long each) throws Exception {
    long began = System.nanoTime();
    HostileWorld.Outcome outcome =
        HostileWorld.play(
            texts -> RuleTopics.create(kafka.bootstrapServers(), "rules-" + each, texts),
            rules,
            events,
            each,
            line -> System.out.printf("%6.1f s  %s%n", seconds(began), line));
    outcome.differences().forEach((rule, words) -> System.out.println(rule + words));
    System.out.printf(
        "seed %d: %d rules, of which %d matched, %,d matches, %d kills, %d changes of rules, %.0f"
            + " s: %d rules differ, %d failed, %d had too many partial matches%n",
        each,
        outcome.rules(),
        outcome.matched(),
        outcome.matches(),
        outcome.kills(),
        outcome.changes(),
        seconds(began),
        outcome.differences().size(),
        outcome.failures().size(),
        outcome.overflowed().size());
    if (!outcome.failures().isEmpty()) {
      System.out.println("failures: " + outcome.failures());
    }
    if (!outcome.isSound()) {
      System.out.printf("to repeat it: --rules %d --events %d --seed %d%n", rules, events, each);
    }
    return outcome.isSound();
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
