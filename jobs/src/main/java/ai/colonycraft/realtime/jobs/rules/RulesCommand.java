package ai.colonycraft.realtime.jobs.rules;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code rules}; each of its subcommands is a class of this package. */
@Command(
    name = "rules",
    description =
        "Checks, explains and tries the rules over ColonyCraft's events, and puts them in force.",
    mixinStandardHelpOptions = true,
    version = "rules 1.0",
    subcommands = {
      CheckCommand.class,
      ExplainCommand.class,
      TestCommand.class,
      PushCommand.class,
      ListCommand.class,
      BacktestCommand.class,
      WatchCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 all is well; 1 something is wrong with the rules; 2 it could not be done."
    })
public final class RulesCommand implements Runnable {

  /** All is well. */
  static final int WELL = 0;

  /** Something is wrong with the rules. */
  static final int WRONG = 1;

  /** What was asked for could not be done, or was not understood. */
  static final int UNABLE = 2;

  @Spec private CommandSpec spec;

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.setProperty(
        "log4j2.configurationFile",
        "classpath:" + RulesCommand.class.getPackageName().replace('.', '/') + "/log4j2.xml");
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  /**
   * Runs the command.
   *
   * @param out takes what was asked for
   * @param err takes why it could not be had
   * @return the exit code
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    return new CommandLine(new RulesCommand())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (e, line, result) -> {
              if (!(e instanceof UnableException)) {
                throw e;
              }
              err.println(Paint.BAD.on("rules " + line.getCommandName() + ": ") + e.getMessage());
              return UNABLE;
            })
        .execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "expected a command: check, explain, test, push, list, backtest or watch");
  }
}
