package ai.colonycraft.realtime.jobs.batch;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.JobExecutionResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a job that ends, and sends to a Pushgateway when it was tried, when it succeeded or failed,
 * how long it took and how many records it counted ({@link RecordCount}). A gateway that is away or
 * refuses is logged, and never fails the job.
 */
public final class BatchRun {

  private static final Logger LOG = LoggerFactory.getLogger(BatchRun.class);

  private static final String INTERVAL = "batch_expected_interval_seconds";

  private final Pushgateway gateway;
  private final double interval;
  private final Clock clock;

  /** A job to run. */
  @FunctionalInterface
  public interface Job {
    /** Runs to the end. */
    JobExecutionResult run() throws Exception;
  }

  private enum Push {
    REPLACE,
    ADD
  }

  /**
   * A run of a job.
   *
   * @param gateway that is sent to; null for none
   * @param job value of the label {@code job}
   * @param interval after which a success is expected again; zero for a job that runs when asked
   */
  public BatchRun(URI gateway, String job, Duration interval, Clock clock) {
    this.gateway = gateway == null ? null : new Pushgateway(gateway, job);
    this.interval = interval.toSeconds();
    this.clock = clock;
  }

  /**
   * Runs the job and waits for its end.
   *
   * @return its result; without accumulators where it was submitted detached
   * @throws Exception what the job failed with
   */
  public JobExecutionResult execute(Job job) throws Exception {
    double begin = now();
    push(Push.ADD, Map.of("batch_last_attempt_timestamp_seconds", begin, INTERVAL, interval));
    JobExecutionResult result;
    try {
      result = job.run();
    } catch (Exception e) {
      push(Push.ADD, Map.of("batch_last_failure_timestamp_seconds", now()));
      throw e;
    }
    if (!result.isJobExecutionResult()) {
      LOG.warn("The job was submitted detached, so that its end is not sent to the Pushgateway");
      return result;
    }
    Map<String, Double> gauges = new LinkedHashMap<>();
    gauges.put("batch_last_attempt_timestamp_seconds", begin);
    gauges.put("batch_last_success_timestamp_seconds", now());
    gauges.put("batch_duration_seconds", now() - begin);
    gauges.put(INTERVAL, interval);
    Object records = result.getAccumulatorResult(RecordCount.NAME);
    if (records instanceof Long count) {
      gauges.put("batch_records", count.doubleValue());
    }
    push(Push.REPLACE, gauges);
    return result;
  }

  private double now() {
    return clock.millis() / 1000.0;
  }

  private void push(Push push, Map<String, Double> gauges) {
    if (gateway == null) {
      return;
    }
    try {
      if (push == Push.REPLACE) {
        gateway.replace(gauges);
      } else {
        gateway.add(gauges);
      }
    } catch (IOException e) {
      LOG.warn("The run is not in the Pushgateway: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
