package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.rules.lint.Finding;
import ai.colonycraft.realtime.rules.lint.Linter;
import ai.colonycraft.realtime.rules.read.RuleText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts rules in force, or takes them out of it. */
@Command(
    name = "push",
    description = {
      "Checks rules, runs their examples and puts them in force; refuses all of them if one has an"
          + " error or an example fails.",
      "What is in force already, word for word, is left alone. The correlation job takes a change"
          + " within seconds; partial matches of changed rules begin anew, those of others stay."
    },
    mixinStandardHelpOptions = true)
final class PushCommand implements Callable<Integer> {

  @Parameters(arity = "0..*", paramLabel = "FILE|DIR", description = "rules, or folders of them")
  private List<Path> named = List.of();

  @Option(names = "--delete", paramLabel = "ID", description = "a rule to delete; may be repeated")
  private List<String> deleted = List.of();

  @Option(names = "--dry-run", description = "says what would change, and changes nothing")
  private boolean dryRun;

  @Option(
      names = "--if-empty",
      description = "pushes only where no rule is in force, so that it may run at every start")
  private boolean ifEmpty;

  @Mixin private KafkaOptions kafka;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (named.isEmpty() && deleted.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "expected rules, or --delete ID");
    }
    PrintWriter out = spec.commandLine().getOut();
    List<RuleFile> files = RuleFile.read(named);
    List<Finding> findings = Checker.check(files, Linter.RATE);
    if (!findings.isEmpty()) {
      new FindingPrinter(out).print(files.size(), findings);
    }
    if (findings.stream().anyMatch(Finding::isError)) {
      out.println("nothing was pushed");
      return RulesCommand.WRONG;
    }
    ExampleTests tests = new ExampleTests(out, false);
    tests.run(files);
    if (tests.bad() > 0) {
      out.printf(
          "%s of %d failed; nothing was pushed%n",
          FindingPrinter.count(tests.bad(), "example"), tests.good() + tests.bad());
      return RulesCommand.WRONG;
    }
    PublishedRules published = kafka.published();
    if (ifEmpty && !published.ids().isEmpty()) {
      out.printf("nothing was pushed: rules are in %s%n", kafka.place());
      return RulesCommand.WELL;
    }
    Map<String, String> changes = changes(files, published, out);
    if (changes.isEmpty()) {
      out.println("nothing to change in " + kafka.place());
    } else if (dryRun) {
      out.printf(
          "would change %s in %s%n", FindingPrinter.count(changes.size(), "rule"), kafka.place());
    } else {
      kafka.publish(changes);
      out.printf("changed %s in %s%n", FindingPrinter.count(changes.size(), "rule"), kafka.place());
    }
    return RulesCommand.WELL;
  }

  /** What must be written, by id; prints a line for each. */
  private Map<String, String> changes(
      List<RuleFile> files, PublishedRules published, PrintWriter out) {
    Map<String, String> changes = new LinkedHashMap<>();
    int width = files.stream().mapToInt(file -> file.id().length()).max().orElse(0);
    for (RuleFile file : files) {
      String text = file.draft().text();
      String version = RuleText.version(text);
      String id = file.id() + " ".repeat(width - file.id().length());
      String before = published.get(file.id()).map(PublishedRules.Entry::version).orElse("");
      if (before.isEmpty()) {
        out.println(Paint.GOOD.on("+ new       ") + id + "  " + version);
      } else if (before.equals(version)) {
        out.println(Paint.QUIET.on("= unchanged " + id + "  " + version));
        continue;
      } else {
        out.println(Paint.DOUBTFUL.on("~ changed   ") + id + "  " + before + " → " + version);
        TextChange.lines(published.get(file.id()).orElseThrow().text(), text)
            .forEach(line -> out.println("    " + line));
      }
      changes.put(file.id(), text);
    }
    for (String id : deleted) {
      if (changes.containsKey(id) || files.stream().anyMatch(file -> file.id().equals(id))) {
        throw new ParameterException(
            spec.commandLine(), "expected %s to be pushed or deleted, found both".formatted(id));
      }
      published.require(id, kafka.place());
      out.println(Paint.BAD.on("- deleted   ") + id);
      changes.put(id, null);
    }
    return changes;
  }
}
