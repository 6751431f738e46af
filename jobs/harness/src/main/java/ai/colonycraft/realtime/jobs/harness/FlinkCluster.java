package ai.colonycraft.realtime.jobs.harness;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.executiongraph.IOMetrics;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.ExceptionUtils;

/**
 * A Flink cluster of one task manager in this JVM, with its web UI and its Prometheus reporter. It
 * runs on the config that is shipped for real clusters, {@code flink-conf/config.yaml}; only ports
 * and folders are its own.
 */
public final class FlinkCluster implements AutoCloseable {

  private static final String SHIPPED = "flink-conf/config.yaml";
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private static final Duration POLL = Duration.ofMillis(20);

  private final MiniCluster cluster;
  private final Configuration configuration;
  private final URI webUi;

  private FlinkCluster(MiniCluster cluster, Configuration configuration, URI webUi) {
    this.cluster = cluster;
    this.configuration = configuration;
    this.webUi = webUi;
  }

  /**
   * Starts the cluster and returns when its web UI answers.
   *
   * @param dir for its temporary files and its checkpoints
   * @param restPort the web UI's port, or 0 for any
   * @param reporterPort the Prometheus reporter's port; the reporter listens on all addresses
   * @param parallelism slots, and the parallelism of its jobs
   * @throws IllegalStateException if it does not come up
   */
  public static FlinkCluster start(Path dir, int restPort, int reporterPort, int parallelism) {
    return start(dir, restPort, reporterPort, parallelism, 1);
  }

  /**
   * As {@link #start(Path, int, int, int)}, for several jobs at a time.
   *
   * @param jobs how many, each of that parallelism
   */
  public static FlinkCluster start(
      Path dir, int restPort, int reporterPort, int parallelism, int jobs) {
    return start(dir, restPort, reporterPort, parallelism, jobs, Map.of());
  }

  /**
   * As {@link #start(Path, int, int, int, int)}, with settings in place of shipped ones.
   *
   * @param settings Flink's keys and values
   */
  public static FlinkCluster start(
      Path dir,
      int restPort,
      int reporterPort,
      int parallelism,
      int jobs,
      Map<String, String> settings) {
    int slots = parallelism * jobs;
    try {
      Configuration configuration = shipped(dir.resolve("conf"));
      configuration.set(RestOptions.ADDRESS, Ports.LOOPBACK);
      configuration.set(RestOptions.BIND_ADDRESS, Ports.LOOPBACK);
      configuration.set(RestOptions.PORT, restPort);
      configuration.set(RestOptions.BIND_PORT, Integer.toString(restPort));
      configuration.setString("metrics.reporter.prom.port", Integer.toString(reporterPort));
      configuration.set(CoreOptions.TMP_DIRS, dir.resolve("tmp").toString());
      configuration.set(WebOptions.TMP_DIR, dir.resolve("web").toString());
      configuration.set(
          CheckpointingOptions.CHECKPOINTS_DIRECTORY,
          dir.resolve("checkpoints").toUri().toString());
      configuration.set(
          CheckpointingOptions.SAVEPOINT_DIRECTORY, dir.resolve("savepoints").toUri().toString());
      configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
      configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
      MemorySize network = MemorySize.ofMebiBytes(Math.max(64, 16L * slots));
      configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
      configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
      settings.forEach(configuration::setString);
      Files.createDirectories(dir.resolve("tmp"));
      return start(configuration, slots);
    } catch (Exception e) {
      throw new IllegalStateException("no Flink cluster could be started: " + e, e);
    }
  }

  private static FlinkCluster start(Configuration configuration, int slots) throws Exception {
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .setCommonBindAddress(Ports.LOOPBACK)
                .build());
    try {
      cluster.start();
      URI webUi = cluster.getRestAddress().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      return new FlinkCluster(cluster, configuration, webUi);
    } catch (Exception e) {
      cluster.closeAsync();
      throw e;
    }
  }

  /** An environment to define a job in that is then given to {@link #submit}. */
  public StreamExecutionEnvironment environment() {
    return new StreamExecutionEnvironment(new Configuration(configuration));
  }

  /**
   * As {@link #environment()}, for a job that continues from a checkpoint.
   *
   * @param checkpoint from {@link #latestCheckpoint}
   * @param parallelism of the job
   */
  public StreamExecutionEnvironment environment(String checkpoint, int parallelism) {
    Configuration restored = new Configuration(configuration);
    restored.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    if (checkpoint != null) {
      restored.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint);
    }
    return new StreamExecutionEnvironment(restored);
  }

  /** Where the newest completed checkpoint of a job lies; null if there is none. */
  public String latestCheckpoint(JobID job) {
    CompletedCheckpointStats latest =
        answer(cluster.getExecutionGraph(job))
            .getCheckpointStatsSnapshot()
            .getHistory()
            .getLatestCompletedCheckpoint();
    return latest == null ? null : latest.getExternalPath();
  }

  /**
   * Starts a job and returns when it runs.
   *
   * @param environment where the job was defined; from {@link #environment()}
   * @param name what the web UI calls it
   * @throws IllegalStateException if it does not come to run; the message says why
   */
  public JobID submit(StreamExecutionEnvironment environment, String name) {
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName(name);
    JobID job = answer(cluster.submitJob(graph)).getJobID();
    Instant limit = Instant.now().plus(TIMEOUT);
    while (status(job) != JobStatus.RUNNING && Instant.now().isBefore(limit)) {
      if (status(job).isGloballyTerminalState()) {
        throw new IllegalStateException(name + " does not run: " + reason(job));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return job;
  }

  /**
   * Runs a job to its end.
   *
   * @param environment where the job was defined; from {@link #environment()}
   * @param name what the web UI calls it
   * @return how long it ran, from when all its tasks were running
   * @throws IllegalStateException if it fails; the message says why
   */
  public Duration run(StreamExecutionEnvironment environment, String name) {
    JobID job = submit(environment, name);
    while (!status(job).isGloballyTerminalState()) {
      LockSupport.parkNanos(POLL.toNanos());
    }
    if (status(job) != JobStatus.FINISHED) {
      throw new IllegalStateException(name + " did not finish: " + reason(job));
    }
    AccessExecutionGraph ran = answer(cluster.getExecutionGraph(job));
    long begin = 0;
    for (AccessExecutionVertex task : ran.getAllExecutionVertices()) {
      begin =
          Math.max(
              begin, task.getCurrentExecutionAttempt().getStateTimestamp(ExecutionState.RUNNING));
    }
    return Duration.ofMillis(ran.getStatusTimestamp(JobStatus.FINISHED) - begin);
  }

  private String reason(JobID job) {
    return answer(cluster.requestJobResult(job))
        .getSerializedThrowable()
        .map(failure -> ExceptionUtils.stringifyException(failure))
        .orElse("it ended");
  }

  /**
   * Makes a checkpoint of a job now.
   *
   * @return the size of all of its state, bytes
   * @throws IllegalStateException if there is none after 20 s
   */
  public long checkpoint(JobID job) {
    return checkpoint(job, CheckpointType.FULL).getStateSize();
  }

  /**
   * Makes a checkpoint of a job now, incremental if the state backend is set so.
   *
   * @return the bytes that it wrote
   * @throws IllegalStateException if there is none after 20 s
   */
  public long writtenByCheckpoint(JobID job) {
    return checkpoint(job, CheckpointType.CONFIGURED).getCheckpointedSize();
  }

  private CompletedCheckpointStats checkpoint(JobID job, CheckpointType type) {
    long id = answer(cluster.triggerCheckpoint(job, type));
    Instant limit = Instant.now().plus(TIMEOUT);
    while (Instant.now().isBefore(limit)) {
      AbstractCheckpointStats checkpoint =
          answer(cluster.getExecutionGraph(job))
              .getCheckpointStatsSnapshot()
              .getHistory()
              .getCheckpointById(id);
      if (checkpoint instanceof CompletedCheckpointStats completed) {
        return completed;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    throw new IllegalStateException("checkpoint " + id + " is not complete");
  }

  /**
   * Ends a job without a savepoint, and returns when it has ended.
   *
   * @return bytes that its tasks have sent to each other
   */
  public long cancel(JobID job) {
    answer(cluster.cancelJob(job));
    while (!status(job).isGloballyTerminalState()) {
      LockSupport.parkNanos(POLL.toNanos());
    }
    long sent = 0;
    for (AccessExecutionVertex task :
        answer(cluster.getExecutionGraph(job)).getAllExecutionVertices()) {
      IOMetrics counted = task.getCurrentExecutionAttempt().getIOMetrics();
      // A task that was never deployed has none.
      sent += counted == null ? 0 : counted.getNumBytesOut();
    }
    return sent;
  }

  /** What a job does now. */
  public JobStatus status(JobID job) {
    return answer(cluster.getJobStatus(job));
  }

  /** Where the web UI and the REST API are. */
  public URI webUi() {
    return webUi;
  }

  /** Ends all jobs, without a savepoint, and the cluster; waits at most 20 s. */
  @Override
  public void close() {
    answer(cluster.closeAsync());
  }

  /** The shipped config, read by Flink's own reader, which wants it in a folder. */
  private static Configuration shipped(Path dir) throws IOException {
    Files.createDirectories(dir);
    try (InputStream in = FlinkCluster.class.getClassLoader().getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new IOException(SHIPPED + " is not on the class path; build with Maven");
      }
      Files.copy(in, dir.resolve("config.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }
    return GlobalConfiguration.loadConfiguration(dir.toString());
  }

  private static <T> T answer(CompletableFuture<T> future) {
    try {
      return future.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the Flink cluster: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the Flink cluster", e);
    }
  }
}
