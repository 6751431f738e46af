package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.rules.lint.Finding;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<RuleFile> files = RuleFile.read(named);
    List<Finding> errors = Checker.check(files, 0).stream().filter(Finding::isError).toList();
    if (!errors.isEmpty()) {
      new FindingPrinter(out).print(files.size(), errors);
      return RulesCommand.WRONG;
    }
    ExampleTests tests = new ExampleTests(out, true);
    tests.run(files);
    int good = tests.good();
    int bad = tests.bad();
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
}
