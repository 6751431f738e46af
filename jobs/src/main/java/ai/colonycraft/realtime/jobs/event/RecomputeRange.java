package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.event.EventParser;
import ai.colonycraft.realtime.jobs.config.InputConfig;
import ai.colonycraft.realtime.jobs.config.TimeRange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.LongFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks that windows of the past can be counted again, before a job that does so is submitted: a
 * window must not be overwritten by one that has less.
 */
public final class RecomputeRange {

  private static final Logger LOG = LoggerFactory.getLogger(RecomputeRange.class);
  private static final int TIMEOUT_MILLIS = 30_000;

  private RecomputeRange() {}

  /**
   * When the first event of a range may have arrived, epoch milliseconds: a timestamp may be ahead
   * of its arrival.
   */
  static long firstArrival(TimeRange range) {
    return range.from() - EventParser.AHEAD.toMillis();
  }

  /**
   * Checks the range of a job, if it has one.
   *
   * @param input of the job
   * @param topic that is counted
   * @param window the length of the windows
   * @param lateness how long a window can be corrected
   * @param clock for what is open still
   * @throws InvalidConfigException if the range cuts a window, a window of it is open, or Kafka no
   *     longer keeps all of its events; the message says which range can be counted
   */
  public static void check(
      InputConfig input, String topic, Duration window, Duration lateness, Clock clock) {
    TimeRange range = input.recompute();
    if (range == null) {
      return;
    }
    requireAligned(range, window);
    long closed = clock.millis() - lateness.toMillis() - input.outOfOrder().toMillis();
    if (range.to() > closed) {
      throw new InvalidConfigException(
          List.of(
              "source.bounded: expected at most %s, since later windows are open still, found %s"
                  .formatted(Instant.ofEpochMilli(closed), Instant.ofEpochMilli(range.to()))));
    }
    requireAllKept(input, topic, range, window.toMillis());
    LOG.warn("{}: the windows of {} are counted again and published", topic, range);
  }

  private static void requireAligned(TimeRange range, Duration window) {
    List<String> problems = new ArrayList<>();
    long length = window.toMillis();
    long from = Math.floorMod(range.from(), length);
    long to = Math.floorMod(range.to(), length);
    if (from != 0) {
      problems.add(unaligned("source.start", range.from() - from, length, range.from()));
    }
    if (to != 0) {
      problems.add(unaligned("source.bounded", range.to() - to, length, range.to()));
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
  }

  private static String unaligned(String setting, long begin, long length, long found) {
    return "%s: expected a time between two windows, as %s or %s, found %s"
        .formatted(
            setting,
            Instant.ofEpochMilli(begin),
            Instant.ofEpochMilli(begin + length),
            Instant.ofEpochMilli(found));
  }

  private static void requireAllKept(
      InputConfig input, String topic, TimeRange range, long window) {
    Map<String, Object> client = input.kafka().client(AdminClientConfig.configNames());
    client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    long first = firstArrival(range);
    try (Admin admin = Admin.create(client)) {
      TopicDescription described =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
      LongFunction<TopicPartition> partition = number -> new TopicPartition(topic, (int) number);
      Map<TopicPartition, OffsetSpec> begins = new HashMap<>();
      Map<TopicPartition, OffsetSpec> firsts = new HashMap<>();
      described
          .partitions()
          .forEach(
              p -> {
                begins.put(partition.apply(p.partition()), OffsetSpec.earliest());
                firsts.put(partition.apply(p.partition()), OffsetSpec.forTimestamp(first));
              });
      Map<TopicPartition, ListOffsetsResultInfo> kept = admin.listOffsets(begins).all().get();
      Map<TopicPartition, ListOffsetsResultInfo> found = admin.listOffsets(firsts).all().get();
      for (Map.Entry<TopicPartition, ListOffsetsResultInfo> entry : found.entrySet()) {
        long begin = kept.get(entry.getKey()).offset();
        if (begin > 0 && entry.getValue().offset() == begin) {
          throw tooOld(entry.getKey(), entry.getValue().timestamp(), range, window);
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "kafka.bootstrap.servers: %s at %s can't be looked at: %s"
              .formatted(topic, input.kafka().bootstrapServers(), e.getCause().getMessage()),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking at " + topic, e);
    }
  }

  private static InvalidConfigException tooOld(
      TopicPartition partition, long keptSince, TimeRange range, long window) {
    long whole = keptSince + EventParser.AHEAD.toMillis() + window - 1;
    return new InvalidConfigException(
        List.of(
            "source.start: expected at least %s, since Kafka keeps %s from %s on, found %s"
                .formatted(
                    Instant.ofEpochMilli(whole - Math.floorMod(whole, window)),
                    partition,
                    Instant.ofEpochMilli(keptSince),
                    Instant.ofEpochMilli(range.from()))));
  }
}
