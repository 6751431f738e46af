package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.jobs.quickstart.FlinkCluster;
import ai.colonycraft.realtime.jobs.quickstart.Workplace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A process that runs one contender whenever it is told to. Each has one of its own, as a job has
 * in a cluster: in one process the JIT compiler would fit the code that all share to what all of
 * them do, and the last would pay for the first.
 */
final class Worker implements AutoCloseable {

  private static final String RUN = "run";

  private final Process process;
  private final Writer orders;
  private final BufferedReader answers;

  private Worker(Process process) {
    this.process = process;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts the process, with the same options and class path as this one. */
  static Worker start(Contender contender, String bootstrapServers, int parallelism) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
    command.addAll(List.of(contender.name(), bootstrapServers, Integer.toString(parallelism)));
    try {
      return new Worker(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets it run its job once, and waits. */
  Duration run() {
    try {
      orders.write(RUN + "\n");
      orders.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new IllegalStateException("a worker ended; what it said stands above");
      }
      return Duration.ofNanos(Long.parseLong(answer));
    } catch (IOException e) {
      throw new UncheckedIOException("a worker can't be reached; what it said stands above", e);
    }
  }

  /** CPU time that it has taken since it began. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Override
  public void close() {
    process.destroy();
  }

  /**
   * The process itself: takes the contender's name, the brokers and the parallelism; answers each
   * line with the nanoseconds of a run, and ends with its input.
   */
  public static void main(String[] args) throws IOException {
    Contender contender = Contender.named(args[0]);
    PrintStream answers = System.out;
    System.setOut(System.err);
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int parallelism = Integer.parseInt(args[2]);
    // One cluster for all runs: a new one keeps the compiler busy with what starts clusters.
    try (Workplace workplace = Workplace.create();
        FlinkCluster cluster = FlinkCluster.start(workplace.flink(), 0, 0, parallelism)) {
      while (orders.readLine() != null) {
        answers.println(run(contender, cluster, args[1]).toNanos());
      }
    }
    System.exit(0);
  }

  private static Duration run(Contender contender, FlinkCluster cluster, String bootstrapServers) {
    System.gc();
    StreamExecutionEnvironment env = cluster.environment();
    // A job that fails must end the benchmark, and not be measured again and again.
    env.configure(Configuration.fromMap(Map.of("restart-strategy.type", "none")));
    contender.job().define(env, bootstrapServers);
    return cluster.run(env, contender.name());
  }
}
