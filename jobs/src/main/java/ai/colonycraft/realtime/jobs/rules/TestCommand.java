package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.jobs.event.EventSerializer;
import ai.colonycraft.realtime.rules.Example;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.lint.Finding;
import ai.colonycraft.realtime.rules.match.ExampleRun;
import ai.colonycraft.realtime.rules.match.Incident;
import ai.colonycraft.realtime.rules.match.MatchBuffer;
import ai.colonycraft.realtime.rules.match.Notification;
import ai.colonycraft.realtime.rules.read.ExampleReader;
import ai.colonycraft.realtime.rules.read.InvalidRuleException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the examples beside rules through the matcher that the job runs. */
@Command(
    name = "test",
    description = {
      "Runs the examples of rules, FILE.examples.yaml beside FILE.yaml, with the job's own"
          + " matcher.",
      "Each match counts: cool-downs have no part in it."
    },
    mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "rules, or folders of them")
  private List<Path> named;

  @Spec private CommandSpec spec;

  private int good;
  private int bad;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<RuleFile> files = RuleFile.read(named);
    List<Finding> errors = Checker.check(files, 0).stream().filter(Finding::isError).toList();
    if (!errors.isEmpty()) {
      new FindingPrinter(out).print(files.size(), errors);
      return RulesCommand.WRONG;
    }
    try (MatchBuffer buffer = new MatchBuffer(new EventSerializer())) {
      for (RuleFile file : files) {
        test(file, buffer, out);
      }
    }
    if (good + bad == 0) {
      throw new UnableException("there are no examples; expected " + files.get(0).examplesPath());
    }
    String sum =
        "%s of %s: %d hold, %d fail"
            .formatted(
                FindingPrinter.count(good + bad, "example"),
                FindingPrinter.count(files.size(), "rule"),
                good,
                bad);
    out.println();
    out.println((bad == 0 ? Paint.GOOD : Paint.BAD).on(sum));
    return bad == 0 ? RulesCommand.WELL : RulesCommand.WRONG;
  }

  private void test(RuleFile file, MatchBuffer buffer, PrintWriter out) {
    out.println(Paint.STRONG.on(file.id()));
    if (file.examplesText().isEmpty()) {
      out.println("  " + Paint.DOUBTFUL.on("-") + " no examples");
      return;
    }
    Rule rule = file.draft().rule().orElseThrow();
    for (Example example : examples(file)) {
      ExampleRun run = ExampleRun.of(rule, example, buffer);
      if (run.holds()) {
        good++;
        out.println("  " + Paint.GOOD.on("✓") + " " + example.name());
      } else {
        bad++;
        out.println("  " + Paint.BAD.on("✗") + " " + example.name());
        out.printf("      at        %s:%d%n", file.examplesPath(), example.line());
        out.println("      expected  " + list(example.titles()));
        out.println("      found     " + found(run.found()));
        example.ends().ifPresent(ends -> ends(ends, run, out));
      }
    }
  }

  private static void ends(List<String> expected, ExampleRun run, PrintWriter out) {
    out.println("      ends      " + (expected.isEmpty() ? "none" : String.join(", ", expected)));
    String found = run.incidents().stream().map(TestCommand::end).collect(Collectors.joining(", "));
    out.println("      found     " + (found.isEmpty() ? "none" : found));
  }

  private static String end(Incident incident) {
    return incident
        .end()
        .map(
            end ->
                "%s at %s s".formatted(end.resolution().word(), seconds(end.at() - Example.START)))
        .orElse(Example.OPEN);
  }

  private static List<Example> examples(RuleFile file) {
    try {
      return ExampleReader.read(
          file.examplesPath().toString(), file.id(), file.examplesText().orElseThrow());
    } catch (InvalidRuleException e) {
      throw new IllegalStateException("examples that were checked can't be read", e);
    }
  }

  private static String list(List<String> titles) {
    return titles.isEmpty()
        ? "nothing"
        : titles.stream()
            .map(title -> '"' + title + '"')
            .collect(Collectors.joining("\n                "));
  }

  private static String found(List<Notification> found) {
    return found.isEmpty()
        ? "nothing"
        : found.stream()
            .map(
                each ->
                    "\"%s\" at %s s"
                        .formatted(each.title(), seconds(each.timestamp() - Example.START)))
            .collect(Collectors.joining("\n                "));
  }

  private static String seconds(long millis) {
    return millis % 1000 == 0 ? Long.toString(millis / 1000) : Double.toString(millis / 1000.0);
  }
}
