package ai.colonycraft.realtime.jobs.rules;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints matches as they come. */
@Command(
    name = "watch",
    description = {
      "Prints what rules find, as it comes, until it is interrupted: each incident that begins, its"
          + " further matches and its end, each notification of a rule of severity info, and rules"
          + " that are refused or suspended."
    },
    mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {

  @Parameters(arity = "0..*", paramLabel = "RULE", description = "ids of rules; all by default")
  private List<String> wanted = List.of();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = Forms.OfTime.class,
      description =
          "begins there, with what the topic keeps: a time, or how long ago (default: now)")
  private Instant since;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "" + Long.MAX_VALUE,
      description = "ends after so many lines (default: never)")
  private long limit;

  @Option(
      names = "--notifications",
      paramLabel = "NAME",
      defaultValue = "notifications",
      description = "the topic of notifications (default: ${DEFAULT-VALUE})")
  private String topic;

  @Mixin private KafkaOptions kafka;

  @Spec private CommandSpec spec;

  private long printed;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (!wanted.isEmpty()) {
      PublishedRules published = kafka.published();
      wanted.forEach(id -> published.require(id, kafka.place()));
    }
    kafka.follow(
        topic,
        Optional.ofNullable(since),
        record -> {
          WatchedRecord.of(record.value())
              .filter(found -> wanted.isEmpty() || wanted.contains(found.rule()))
              .ifPresent(
                  found -> {
                    out.println(found.line());
                    out.flush();
                    printed++;
                  });
          return printed < limit;
        });
    return RulesCommand.WELL;
  }
}
