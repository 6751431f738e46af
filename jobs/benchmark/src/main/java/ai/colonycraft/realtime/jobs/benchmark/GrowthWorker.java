package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.jobs.harness.FlinkCluster;
import ai.colonycraft.realtime.jobs.harness.Ports;
import ai.colonycraft.realtime.jobs.harness.RunDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A process with a cluster that runs the whole user-activity job on request, and looks at what the
 * job keeps before it ends it. One for all cases, so that only the first of them is cold.
 */
final class GrowthWorker implements AutoCloseable {

  /**
   * What a run took of this process, the broker's being another.
   *
   * @param nanos from when the job ran until all events were counted
   * @param cpuNanos within that time
   * @param heapBytes that lived on the heap while the job ran, and not when it was gone
   * @param checkpointBytes size of a whole checkpoint at the end
   * @param shuffledBytes that tasks sent to each other
   */
  record Answer(
      long nanos, long cpuNanos, long heapBytes, long checkpointBytes, long shuffledBytes) {}

  private final ChildProcess process;

  private GrowthWorker(ChildProcess process) {
    this.process = process;
  }

  /** Starts the process, with the same options and class path as this one. */
  static GrowthWorker start(int slots) {
    return new GrowthWorker(ChildProcess.start(GrowthWorker.class, Integer.toString(slots)));
  }

  /** Lets it count a number of events from these brokers, and waits. */
  Answer run(String bootstrapServers, int parallelism, long events) {
    String[] figures =
        process.ask("%s %d %d".formatted(bootstrapServers, parallelism, events)).split(" ");
    return new Answer(
        Long.parseLong(figures[0]),
        Long.parseLong(figures[1]),
        Long.parseLong(figures[2]),
        Long.parseLong(figures[3]),
        Long.parseLong(figures[4]));
  }

  @Override
  public void close() {
    process.close();
  }

  /**
   * The process itself: takes how many slots its cluster has; each line of its input is brokers,
   * parallelism and events, and each of its output the figures of an {@link Answer}. Ends with its
   * input.
   */
  public static void main(String[] args) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err);
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int reporterPort = Ports.orFree(0);
    try (RunDirectory runDirectory = RunDirectory.create();
        FlinkCluster cluster =
            FlinkCluster.start(runDirectory.flink(), 0, reporterPort, Integer.parseInt(args[0]))) {
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        String[] words = order.split(" ");
        Answer answer =
            run(
                cluster,
                reporterPort,
                words[0],
                Integer.parseInt(words[1]),
                Long.parseLong(words[2]));
        answers.printf(
            "%d %d %d %d %d%n",
            answer.nanos,
            answer.cpuNanos,
            answer.heapBytes,
            answer.checkpointBytes,
            answer.shuffledBytes);
      }
    }
    System.exit(0);
  }

  private static Answer run(
      FlinkCluster cluster, int reporterPort, String brokers, int parallelism, long events) {
    long without = settledHeap();
    RunningJob job = RunningJob.start(cluster, reporterPort, brokers, parallelism);
    RunningJob.Taken taken = job.measure(events, without);
    long shuffled = job.cancel();
    return new Answer(
        taken.nanos(), taken.cpuNanos(), taken.heapBytes(), taken.checkpointBytes(), shuffled);
  }

  /** What lives on the heap when all is gone of the job before, which takes its time. */
  private static long settledHeap() {
    long before = Long.MAX_VALUE;
    long now = RunningJob.heapBytes();
    for (int i = 0; i < 30 && now < 0.99 * before; i++) {
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
      before = now;
      now = RunningJob.heapBytes();
    }
    return now;
  }
}
