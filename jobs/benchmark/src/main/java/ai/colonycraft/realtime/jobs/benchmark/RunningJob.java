package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.jobs.UserActivityJob;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.jobs.harness.FlinkCluster;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The user-activity job at work on a cluster in this JVM, and what it takes of it. */
final class RunningJob {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final FlinkCluster cluster;
  private final int reporterPort;
  private final JobID job;

  private RunningJob(FlinkCluster cluster, int reporterPort, JobID job) {
    this.cluster = cluster;
    this.reporterPort = reporterPort;
    this.job = job;
  }

  /**
   * Submits it, and returns when it runs. It reads its topic from the beginning and does not end.
   *
   * @param reporterPort where the cluster's reporter is
   */
  static RunningJob start(
      FlinkCluster cluster, int reporterPort, String bootstrapServers, int parallelism) {
    StreamExecutionEnvironment env = cluster.environment();
    env.setParallelism(parallelism);
    UserActivityJob.define(
        env,
        UserActivityConfig.read(
            "--kafka.bootstrap.servers", bootstrapServers, "--source.start", "earliest"));
    return new RunningJob(cluster, reporterPort, cluster.submit(env, "UserActivityJob"));
  }

  /**
   * Waits until the reporter shows this number of events: REST would look at metrics every 10 s
   * only.
   */
  void awaitCounted(long events) {
    while (counted() < events) {
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private double counted() {
    URI metrics = URI.create("http://127.0.0.1:" + reporterPort + "/metrics");
    try {
      return HTTP.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofLines())
          .body()
          .filter(line -> line.contains("_colonycraft_user_activity_events_total{"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a job ran", e);
    }
  }

  /**
   * Waits until it has counted a number of events, and looks at what that took.
   *
   * @param heapWithout what lived on the heap before it was started
   */
  Taken measure(long events, long heapWithout) {
    long cpuBegin = cpuNanos();
    long begin = System.nanoTime();
    awaitCounted(events);
    long nanos = System.nanoTime() - begin;
    long cpu = cpuNanos() - cpuBegin;
    long checkpoint = checkpointBytes();
    return new Taken(nanos, cpu, heapBytes() - heapWithout, checkpoint);
  }

  /**
   * What a job took of this process.
   *
   * @param nanos until all events were counted
   * @param cpuNanos within that time
   * @param heapBytes that live on the heap, and did not before
   * @param checkpointBytes size of a whole checkpoint
   */
  record Taken(long nanos, long cpuNanos, long heapBytes, long checkpointBytes) {}

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** The size of a checkpoint that is made now, in bytes. */
  long checkpointBytes() {
    return cluster.checkpoint(job);
  }

  /** What a checkpoint writes that is made now as the backend is set to, in bytes. */
  long writtenBytes() {
    return cluster.writtenByCheckpoint(job);
  }

  /** What lives on the heap of this JVM, after a collection, in bytes. */
  static long heapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /**
   * Ends it, without a savepoint; returns when it is over.
   *
   * @return bytes that its tasks have sent to each other
   */
  long cancel() {
    return cluster.cancel(job);
  }
}
