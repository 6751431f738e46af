package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.jobs.harness.FlinkCluster;
import ai.colonycraft.realtime.jobs.harness.RunDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A process that runs one contender on request. Each has one of its own, as a job has in a cluster:
 * in one process the JIT compiler would fit the code that all share to what all of them do, and the
 * last would pay for the first.
 */
final class Worker implements AutoCloseable {

  private static final String RUN = "run";

  private final ChildProcess process;

  private Worker(ChildProcess process) {
    this.process = process;
  }

  /** Starts the process, with the same options as this one and the classes of a checkout. */
  static Worker start(
      String contender, Checkout checkout, String bootstrapServers, int parallelism) {
    return new Worker(
        ChildProcess.start(
            checkout.classPath(),
            Worker.class,
            contender,
            bootstrapServers,
            Integer.toString(parallelism)));
  }

  /** Lets it run its job once, and waits. */
  Duration run() {
    return Duration.ofNanos(Long.parseLong(process.ask(RUN)));
  }

  /** CPU time that it has taken since it began. */
  Duration cpu() {
    return process.cpu();
  }

  @Override
  public void close() {
    process.close();
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
    try (RunDirectory runDirectory = RunDirectory.create();
        FlinkCluster cluster = FlinkCluster.start(runDirectory.flink(), 0, 0, parallelism)) {
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
