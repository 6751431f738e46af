package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.event.EventParser;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.event.RefusedException;
import ai.colonycraft.realtime.jobs.topics.Topic;
import ai.colonycraft.realtime.jobs.topics.Topics;
import ai.colonycraft.realtime.rules.Durations;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.lint.Finding;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a rule over the events that Kafka keeps, and prints what it would have notified of. */
@Command(
    name = "backtest",
    description = {
      "Runs a rule over the events that Kafka keeps of a time, with the job's own matcher, and"
          + " prints what it would have notified of.",
      "Nothing is written to Kafka."
    },
    mixinStandardHelpOptions = true)
final class BacktestCommand implements Callable<Integer> {

  private static final Map<Topic, Field> TOPICS = new LinkedHashMap<>();

  static {
    TOPICS.put(Topics.USER_ACTIVITY, Field.USER_ID);
    TOPICS.put(Topics.SERVICE_EVENTS, Field.SERVICE);
    TOPICS.put(Topics.CLIENT_REPORTS, Field.SESSION_ID);
  }

  @Parameters(paramLabel = "FILE", description = "a rule")
  private Path file;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      defaultValue = "1 h",
      converter = Forms.OfTime.class,
      description =
          "the begin: 2026-01-01T12:00:00Z, or how long ago, such as 6 h (default:"
              + " ${DEFAULT-VALUE})")
  private Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = Forms.OfTime.class,
      description = "the end, in the same forms (default: now)")
  private Instant to;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "where a picture of the matches over time is written")
  private Path svg;

  @Option(
      names = "--show",
      paramLabel = "N",
      defaultValue = "20",
      description = "how many notifications are printed at most (default: ${DEFAULT-VALUE})")
  private int show;

  @Mixin private KafkaOptions kafka;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<RuleFile> read = RuleFile.read(List.of(file));
    List<Finding> errors = Checker.check(read, 0).stream().filter(Finding::isError).toList();
    if (!errors.isEmpty()) {
      new FindingPrinter(out).print(read.size(), errors);
      return RulesCommand.WRONG;
    }
    Instant end = to == null ? Instant.now().truncatedTo(ChronoUnit.SECONDS) : to;
    if (!from.isBefore(end)) {
      throw new UnableException("--from %s is not before --to %s".formatted(from, end));
    }
    Rule rule = read.get(0).draft().rule().orElseThrow();
    Backtest backtest = new Backtest(rule);
    TOPICS.forEach((topic, key) -> read(topic.name(), key, end, backtest));
    print(rule, end, backtest.run(end), out);
    return RulesCommand.WELL;
  }

  private void read(String topic, Field key, Instant end, Backtest backtest) {
    EventParser parser = new EventParser(key, List.of(Field.values()), true, EventParser.NO_CLOCK);
    kafka.read(
        topic,
        from,
        end,
        record -> {
          try {
            backtest.take(parser.parse(record.value()));
          } catch (RefusedException e) {
            // The jobs refuse it too, and keep it in dead-letters.
          }
        });
  }

  private void print(Rule rule, Instant end, Backtest.Result result, PrintWriter out) {
    out.println(Paint.STRONG.on("%s from %s to %s".formatted(rule.id(), from, end)));
    out.printf(
        Locale.ROOT,
        "%,d events, of which %,d of %,d keys concern it%n",
        result.events(),
        result.concerned(),
        result.keys());
    out.printf(
        Locale.ROOT,
        "%,d matches, %,d %s, of %,d keys (%.1f %%)%n",
        result.matches().size(),
        result.notifications().size(),
        rule.isOfIncidents() ? "incidents" : "notifications",
        result.notified(),
        result.keys() == 0 ? 0 : 100.0 * result.notified() / result.keys());
    MatchChart chart = MatchChart.of(from, end, result.matches());
    if (!result.matches().isEmpty()) {
      out.println("[" + chart.line() + "]");
    }
    result.notifications().stream().limit(show).forEach(found -> out.println(words(found)));
    int more = result.notifications().size() - show;
    if (more > 0) {
      out.printf("and %d more%n", more);
    }
    if (svg != null) {
      write(chart.svg("Matches of " + rule.id()));
      out.println("written to " + svg);
    }
    out.flush();
  }

  private static String words(Backtest.Found found) {
    String end =
        found
            .incident()
            .flatMap(incident -> incident.end())
            .map(
                at ->
                    ", %s after %s"
                        .formatted(
                            at.resolution().word(),
                            Durations.words(
                                Duration.ofSeconds(
                                    (at.at() - found.notification().timestamp()) / 1000))))
            .orElse(found.incident().isPresent() ? ", open at the end" : "");
    return "%s  %s%s%s"
        .formatted(
            Instant.ofEpochMilli(found.notification().timestamp()),
            found.key().isEmpty() ? "" : Printable.of(found.key()) + ": ",
            Printable.of(found.notification().title()),
            end);
  }

  private void write(String text) {
    try {
      Files.writeString(svg, text);
    } catch (IOException e) {
      throw new UnableException("%s can't be written: %s".formatted(svg, e.getMessage()));
    }
  }
}
