package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.jobs.benchmark.RunningJob.Taken;
import ai.colonycraft.realtime.jobs.harness.FlinkCluster;
import ai.colonycraft.realtime.jobs.harness.Ports;
import ai.colonycraft.realtime.jobs.harness.RunDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A process with a cluster that keeps state in one backend, and runs the whole user-activity job on
 * request.
 */
final class BackendWorker implements AutoCloseable {

  /** A state backend, with Flink's settings for it. */
  enum Backend {
    /** The shipped one: objects on the heap, whole checkpoints. */
    HASHMAP(Map.of()),
    /** Beyond memory: serialized in files, checkpoints of what changed. */
    ROCKSDB(
        Map.of(
            "state.backend.type", "rocksdb",
            "execution.checkpointing.incremental", "true",
            "taskmanager.memory.managed.size", "512 mb"));

    private final Map<String, String> settings;

    Backend(Map<String, String> settings) {
      this.settings = settings;
    }
  }

  private final ChildProcess process;

  private BackendWorker(ChildProcess process) {
    this.process = process;
  }

  /** Starts the process, with the same options and class path as this one. */
  static BackendWorker start(Backend backend, int slots) {
    return new BackendWorker(
        ChildProcess.start(BackendWorker.class, backend.name(), Integer.toString(slots)));
  }

  /** Starts the job, and waits until it has counted a number of events. The job goes on. */
  Taken run(String bootstrapServers, int parallelism, long events) {
    String[] figures =
        process.ask("run %s %d %d".formatted(bootstrapServers, parallelism, events)).split(" ");
    return new Taken(
        Long.parseLong(figures[0]),
        Long.parseLong(figures[1]),
        Long.parseLong(figures[2]),
        Long.parseLong(figures[3]));
  }

  /**
   * Waits until the running job has counted a number of events, and makes a checkpoint as the
   * backend is set to.
   *
   * @return bytes that it wrote
   */
  long checkpoint(long events) {
    return Long.parseLong(process.ask("checkpoint " + events));
  }

  /** Ends the running job. */
  void end() {
    process.ask("end");
  }

  @Override
  public void close() {
    process.close();
  }

  /** The process itself: each line of its input is one of the orders above. Ends with its input. */
  public static void main(String[] args) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err);
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int reporterPort = Ports.orFree(0);
    int slots = Integer.parseInt(args[1]);
    try (RunDirectory runDirectory = RunDirectory.create();
        FlinkCluster cluster =
            FlinkCluster.start(
                runDirectory.flink(),
                0,
                reporterPort,
                slots,
                1,
                Backend.valueOf(args[0]).settings)) {
      RunningJob job = null;
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        String[] words = order.split(" ");
        switch (words[0]) {
          case "run" -> {
            long without = RunningJob.heapBytes();
            job = RunningJob.start(cluster, reporterPort, words[1], Integer.parseInt(words[2]));
            Taken taken = job.measure(Long.parseLong(words[3]), without);
            answers.printf(
                "%d %d %d %d%n",
                taken.nanos(), taken.cpuNanos(), taken.heapBytes(), taken.checkpointBytes());
          }
          case "checkpoint" -> {
            job.awaitCounted(Long.parseLong(words[1]));
            answers.println(job.writtenBytes());
          }
          default -> {
            job.cancel();
            answers.println("ended");
          }
        }
      }
    }
    System.exit(0);
  }
}
