package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.explain.Picture;
import ai.colonycraft.realtime.rules.explain.Words;
import ai.colonycraft.realtime.rules.lint.Finding;
import ai.colonycraft.realtime.rules.lint.Lint;
import ai.colonycraft.realtime.rules.lint.Linter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a rule in plain words, and its states as a picture. */
@Command(
    name = "explain",
    description = "Prints a rule in plain words, and its states as a picture.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "a rule")
  private Path file;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "the picture alone, as one of: ${COMPLETION-CANDIDATES}; an image: --format dot FILE |"
              + " dot -Tsvg")
  private Picture format;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "" + Linter.RATE,
      converter = Forms.OfRate.class,
      description = "fitting events of one key a second (default: ${DEFAULT-VALUE})")
  private double rate;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    RuleFile read = RuleFile.read(List.of(file)).get(0);
    if (read.draft().rule().isEmpty()) {
      List<Finding> invalid =
          read.draft().problems().stream().map(p -> new Finding(Lint.INVALID, p)).toList();
      new FindingPrinter(spec.commandLine().getErr()).print(1, invalid);
      return RulesCommand.WRONG;
    }
    Rule rule = read.draft().rule().get();
    if (format == null) {
      out.println(Words.of(rule, rate));
    }
    out.print((format == null ? Picture.TEXT : format).of(rule));
    out.flush();
    return RulesCommand.WELL;
  }
}
