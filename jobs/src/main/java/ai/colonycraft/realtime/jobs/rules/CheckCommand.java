package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.rules.lint.Finding;
import ai.colonycraft.realtime.rules.lint.Linter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads rules and says all that is wrong with them, or would hurt later. */
@Command(
    name = "check",
    description = "Says all that is wrong with rules, or would hurt later.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "rules, or folders of them")
  private List<Path> named;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "" + Linter.RATE,
      converter = Forms.OfRate.class,
      description =
          "fitting events of one key a second, by which it is judged what piles up (default:"
              + " ${DEFAULT-VALUE})")
  private double rate;

  @Option(names = "--strict", description = "takes warnings for errors")
  private boolean strict;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<RuleFile> files = RuleFile.read(named);
    List<Finding> findings = Checker.check(files, rate);
    new FindingPrinter(spec.commandLine().getOut()).print(files.size(), findings);
    return findings.stream().anyMatch(finding -> strict || finding.isError())
        ? RulesCommand.WRONG
        : RulesCommand.WELL;
  }
}
