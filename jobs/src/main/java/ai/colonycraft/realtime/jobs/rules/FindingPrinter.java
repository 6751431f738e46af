package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.rules.lint.Finding;
import ai.colonycraft.realtime.rules.read.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Shows findings to people: where, how bad, what; beside the line of the file that it is about. */
final class FindingPrinter {

  private static final int WIDTH = 100;
  private static final String INDENT = "    ";

  private final PrintWriter out;

  FindingPrinter(PrintWriter out) {
    this.out = out;
  }

  /** Shows all, and what they come to. */
  void print(int rules, List<Finding> findings) {
    findings.forEach(this::print);
    long errors = findings.stream().filter(Finding::isError).count();
    long warnings = findings.size() - errors;
    String of = count(rules, "rule") + ": ";
    if (findings.isEmpty()) {
      out.println(Paint.GOOD.on(of + "nothing found"));
    } else {
      Paint paint = errors > 0 ? Paint.BAD : Paint.DOUBTFUL;
      out.println(paint.on(of + count(errors, "error") + ", " + count(warnings, "warning")));
    }
  }

  /** How many of what. */
  static String count(long n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  private void print(Finding finding) {
    Problem problem = finding.problem();
    String level = finding.lint().level().word();
    out.printf(
        "%s %s %s%s%n",
        Paint.STRONG.on("%s:%d:%d:".formatted(problem.file(), problem.line(), problem.column())),
        Paint.of(finding.lint().level()).on(level),
        finding.lint().word(),
        problem.field().isEmpty() ? "" : " in " + problem.field());
    String line = line(problem);
    if (!line.isBlank()) {
      String shown = line.stripLeading();
      int caret = problem.column() - 1 - (line.length() - shown.length());
      out.println(INDENT + Paint.QUIET.on(shown.stripTrailing()));
      if (caret >= 0 && caret <= shown.length()) {
        out.println(INDENT + " ".repeat(caret) + Paint.of(finding.lint().level()).on("^"));
      }
    }
    problem.message().lines().forEach(this::wrap);
    out.println();
  }

  private void wrap(String text) {
    String rest = text;
    while (rest.length() > WIDTH && rest.lastIndexOf(' ', WIDTH) > 0) {
      int end = rest.lastIndexOf(' ', WIDTH);
      out.println(INDENT + rest.substring(0, end));
      rest = rest.substring(end + 1);
    }
    out.println(INDENT + rest);
  }

  private static String line(Problem problem) {
    try {
      List<String> lines = Files.readAllLines(Path.of(problem.file()));
      return problem.line() <= lines.size() ? lines.get(problem.line() - 1) : "";
    } catch (IOException e) {
      return "";
    }
  }
}
