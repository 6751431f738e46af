package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.rules.Durations;
import ai.colonycraft.realtime.rules.Rule;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows the rules in force. */
@Command(
    name = "list",
    description = {
      "Shows the rules in the topic, with the version and the time at which each was pushed.",
      "The version is made of the rule's text: the same text has the same."
    },
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {

  private static final List<String> HEAD =
      List.of("RULE", "VERSION", "STATE", "SEVERITY", "KEY", "WITHIN", "PUSHED");

  @Mixin private KafkaOptions kafka;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PublishedRules published = kafka.published();
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    published.all().forEach(entry -> rows.add(row(entry)));
    table(rows, out);
    published.all().stream()
        .filter(entry -> entry.rule().isEmpty())
        .forEach(
            entry ->
                out.println(
                    Paint.BAD.on(entry.id() + " is refused: ")
                        + entry.refusal()
                        + "; the version before it, if there was one, stays in force"));
    out.println(FindingPrinter.count(published.ids().size(), "rule") + " in " + kafka.place());
    return RulesCommand.WELL;
  }

  private static List<String> row(PublishedRules.Entry entry) {
    String since =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z")
            .format(entry.since().atZone(ZoneId.systemDefault()));
    if (entry.rule().isEmpty()) {
      return List.of(entry.id(), entry.version(), "refused", "-", "-", "-", since);
    }
    Rule rule = entry.rule().get();
    return List.of(
        entry.id(),
        entry.version(),
        rule.enabled() ? "in force" : "resting",
        rule.severity().word(),
        rule.key().word(),
        Durations.words(rule.within()),
        since);
  }

  private static void table(List<List<String>> rows, PrintWriter out) {
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
        line.append(row.get(i)).append(" ".repeat(width - row.get(i).length() + 2));
      }
      String text = line.toString().stripTrailing();
      out.println(row == HEAD ? Paint.STRONG.on(text) : text);
    }
  }
}
