package ai.colonycraft.realtime.jobs.quickstart;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.jobs.harness.Ports;
import ai.colonycraft.realtime.jobs.harness.RunDirectory;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * Starts the whole product in one JVM, shows where everything is and how it goes, and stops on
 * SIGINT or SIGTERM. Exits with 2 for a wrong command line, with 1 if it can't start.
 */
public final class Quickstart {

  private static final String USAGE =
      "The whole product in one process: Kafka, Flink with UserActivityJob, ServiceHealthJob and\n"
          + "EventCorrelationJob, the push server, and events.\n"
          + "The environment variable QUICKSTART_ARGS may hold the same flags.";

  private final QuickstartConfig config;
  private final PrintStream out;
  private final boolean terminal;
  private final Closing closing = new Closing();
  private volatile Path dir;

  /**
   * A quickstart that is not started yet.
   *
   * @param out where it says what is where, and how it goes
   * @param terminal whether a line there can be rewritten
   */
  Quickstart(QuickstartConfig config, PrintStream out, boolean terminal) {
    this.config = config;
    this.out = out;
    this.terminal = terminal;
  }

  /** Runs until a signal. */
  public static void main(String[] args) throws InterruptedException {
    String[] flags = Flags.merge(System.getenv("QUICKSTART_ARGS"), args);
    if (Settings.asksForHelp(flags)) {
      System.out.print(Settings.help(USAGE, QuickstartConfig.SETTINGS));
      return;
    }
    try {
      Quickstart quickstart =
          new Quickstart(QuickstartConfig.read(flags), System.out, Terminal.isTerminal());
      Runtime.getRuntime().addShutdownHook(new Thread(quickstart::stop, "quickstart-stop"));
      quickstart.start();
      new CountDownLatch(1).await();
    } catch (InvalidConfigException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    } catch (IllegalStateException | UncheckedIOException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    } catch (RuntimeException | Error e) {
      // Threads of the parts that did start would keep a program alive that does nothing.
      e.printStackTrace();
      System.exit(1);
    }
  }

  /**
   * Starts all, and returns when the jobs run and the status line lives.
   *
   * @throws IllegalStateException if ports are busy, all of them named, or a part does not start
   */
  Stage start() {
    List<String> busy = Ports.problems(config.ports());
    if (!busy.isEmpty()) {
      throw new IllegalStateException(String.join("\n", busy));
    }
    RunDirectory runDirectory = closing.add(RunDirectory.create());
    Logging.to(runDirectory.log());
    out.println(
        "Starting Kafka, Flink with UserActivityJob, ServiceHealthJob and EventCorrelationJob,"
            + " and the push server ...");
    try {
      Stage stage = new Stage(config, runDirectory, closing);
      dir = runDirectory.dir();
      out.print(table(stage, runDirectory));
      closing.add(StatusLine.start(stage::numbers, out, terminal));
      return stage;
    } catch (RuntimeException e) {
      runDirectory.keepLog();
      throw new IllegalStateException(
          "The quickstart can't start: %s%nThe log is %s"
              .formatted(e.getMessage(), runDirectory.log()),
          e);
    }
  }

  /** Closes all that was started, removes what it kept, and says so. May be called at any time. */
  void stop() {
    long begin = System.nanoTime();
    closing.close();
    if (dir != null) {
      out.printf(
          Locale.ROOT,
          "Stopped in %.1f s; %s is removed.%n",
          (System.nanoTime() - begin) / 1e9,
          dir);
    }
  }

  private String table(Stage stage, RunDirectory runDirectory) {
    String events = "your own, to the topic user-activity";
    if (config.replay().isPresent()) {
      events = "%s, %s times as fast".formatted(config.replay().get(), number(config.speed()));
    } else if (config.simulate()) {
      events =
          "simulated, %s users; about %s a second, a half of them of the services"
              .formatted(number(config.users()), number(config.rate()));
    }
    return """

      Dashboard    %s
      Flink        %s/
      Prometheus   %s
      Kafka        %s
      Events       %s
      Log          %s

    Ctrl-C stops it and removes all that it kept.

    """
        .formatted(
            stage.dashboard(),
            stage.flink(),
            stage.reporter(),
            stage.bootstrapServers(),
            events,
            runDirectory.log())
        .replace(Ports.LOOPBACK, "localhost");
  }

  private static String number(double number) {
    return number == Math.rint(number)
        ? String.format(Locale.ROOT, "%,.0f", number)
        : Double.toString(number);
  }
}
