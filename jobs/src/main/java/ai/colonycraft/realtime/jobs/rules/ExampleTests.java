package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.jobs.event.EventSerializer;
import ai.colonycraft.realtime.rules.Example;
import ai.colonycraft.realtime.rules.match.ExampleRun;
import ai.colonycraft.realtime.rules.match.Incident;
import ai.colonycraft.realtime.rules.match.MatchBuffer;
import ai.colonycraft.realtime.rules.match.Notification;
import ai.colonycraft.realtime.rules.read.ExampleReader;
import ai.colonycraft.realtime.rules.read.InvalidRuleException;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** Runs the examples of rules and prints how they came out. Not thread-safe. */
final class ExampleTests {

  private final PrintWriter out;
  private final boolean all;
  private int good;
  private int bad;

  /**
   * Takes what it needs.
   *
   * @param all whether examples that hold are printed too
   */
  ExampleTests(PrintWriter out, boolean all) {
    this.out = out;
    this.all = all;
  }

  /** Runs the examples of rules, in which no errors were found. */
  void run(List<RuleFile> files) {
    try (MatchBuffer buffer = new MatchBuffer(new EventSerializer())) {
      for (RuleFile file : files) {
        test(file, buffer);
      }
    }
  }

  /** How many held. */
  int good() {
    return good;
  }

  /** How many failed. */
  int bad() {
    return bad;
  }

  private void test(RuleFile file, MatchBuffer buffer) {
    boolean isNamed = all;
    if (all) {
      out.println(Paint.STRONG.on(file.id()));
      if (file.examplesText().isEmpty()) {
        out.println("  " + Paint.DOUBTFUL.on("-") + " no examples");
      }
    }
    for (Example example : examples(file)) {
      ExampleRun run = null;
      String crash = "";
      try {
        run = ExampleRun.of(file.draft().rule().orElseThrow(), example, buffer);
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        buffer.reset();
        crash = reason(e);
      }
      if (run != null && run.holds()) {
        good++;
        if (all) {
          out.println("  " + Paint.GOOD.on("✓") + " " + example.name());
        }
        continue;
      }
      bad++;
      if (!isNamed) {
        out.println(Paint.STRONG.on(file.id()));
        isNamed = true;
      }
      out.println("  " + Paint.BAD.on("✗") + " " + example.name());
      out.printf("      at        %s:%d%n", file.examplesPath(), example.line());
      out.println("      expected  " + list(example.titles()));
      if (run == null) {
        out.println("      found     " + crash);
      } else {
        ExampleRun finished = run;
        out.println("      found     " + found(run.found()));
        example.ends().ifPresent(ends -> ends(ends, finished));
      }
    }
  }

  /** Why a rule failed, in a sentence: in the job it would rest, and be suspended. */
  private static String reason(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; depth < 20 && root.getCause() != null; depth++) {
      root = root.getCause();
    }
    if (root instanceof OutOfMemoryError) {
      return "the rule needs more memory than the command has: ask for fewer events in a step";
    }
    if (root instanceof StackOverflowError) {
      return "the rule fails, since a condition or a text nests too deeply";
    }
    String words = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return "the rule fails: " + words;
  }

  private void ends(List<String> expected, ExampleRun run) {
    out.println("      ends      " + (expected.isEmpty() ? "none" : String.join(", ", expected)));
    String found =
        run.incidents().stream().map(ExampleTests::end).collect(Collectors.joining(", "));
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
    if (file.examplesText().isEmpty()) {
      return List.of();
    }
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
