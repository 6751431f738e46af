package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.jobs.config.ServiceHealthConfig;
import ai.colonycraft.realtime.jobs.live.LiveBoard;
import ai.colonycraft.realtime.jobs.live.LiveValue;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import ai.colonycraft.realtime.jobs.output.Outbound;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Publishes {@code request_rate} and {@code error_rate} by service and version, and by service and
 * route, over the span of the ratios, every 5 seconds: an incident is explained by them.
 * Parallelism 1. After a restart it begins anew, within the span.
 *
 * <p>A service has at most {@link #MOST} versions and as many routes, and all services together
 * twice {@code limit.places}; the requests of others count as {@code other}. A part that falls
 * silent is published as zero for a quarter of an hour.
 */
final class PartRates extends FlushingOperator<Outbound>
    implements OneInputStreamOperator<PartTally, Outbound> {

  /** Versions, and routes, of a service that are known at a time. */
  static final int MOST = 30;

  /** Milliseconds between two publications. */
  static final long INTERVAL = 5_000;

  private static final long REMEMBERED = 15 * 60_000;

  private static final int REQUESTS = 0;
  private static final int ERRORS = 1;
  private static final int AMOUNTS = 2;

  private record Dimension(String service, String label) {}

  private record Part(Dimension of, String value) {
    List<String> labelNames() {
      return List.of("service", of.label);
    }

    List<String> labelValues() {
      return List.of(of.service, value);
    }
  }

  private static final class Recent {
    final RecentSums sums;
    long lastSeenAt;

    Recent(long span) {
      sums = new RecentSums(span, AMOUNTS);
    }
  }

  private final String topic;
  private final long span;
  private final int limit;

  private transient Map<Part, Recent> parts;
  private transient Map<Dimension, Integer> known;
  private transient LiveBoard board;
  private transient long publishedAt;
  private transient long openedAt;

  PartRates(ServiceHealthConfig config) {
    super(config.output().liveInterval());
    topic = config.output().liveUpdates();
    span = config.ratioSpan().toMillis();
    limit = 2 * config.placeLimit();
  }

  @Override
  public void open() throws Exception {
    parts = new HashMap<>();
    known = new HashMap<>();
    board = new LiveBoard(topic);
    openedAt = getProcessingTimeService().getCurrentProcessingTime();
    super.open();
  }

  @Override
  public void processElement(StreamRecord<PartTally> element) {
    PartTally tally = element.getValue();
    double[] amounts = {tally.requests(), tally.errors()};
    add(new Dimension(tally.service(), "version"), tally.version(), amounts);
    add(new Dimension(tally.service(), "route"), tally.route(), amounts);
  }

  private void add(Dimension of, String value, double[] amounts) {
    if (value.isEmpty()) {
      return;
    }
    long now = getProcessingTimeService().getCurrentProcessingTime();
    Recent recent = recentOf(new Part(of, value));
    recent.lastSeenAt = now;
    recent.sums.add(amounts, now);
  }

  private Recent recentOf(Part part) {
    Recent recent = parts.get(part);
    if (recent != null) {
      return recent;
    }
    Dimension of = part.of;
    if (parts.size() >= limit) {
      of = new Dimension(Labels.OTHER, of.label);
    }
    boolean isOther = parts.size() >= limit || known.getOrDefault(of, 0) >= MOST;
    return parts.computeIfAbsent(
        isOther ? new Part(of, Labels.OTHER) : part,
        added -> {
          known.merge(added.of, 1, Integer::sum);
          return new Recent(span);
        });
  }

  @Override
  protected void flush(long now) {
    if (now - publishedAt < INTERVAL) {
      return;
    }
    publishedAt = now;
    parts
        .entrySet()
        .removeIf(
            part -> {
              boolean isOver = now - part.getValue().lastSeenAt > REMEMBERED;
              if (isOver) {
                known.computeIfPresent(part.getKey().of, (of, n) -> n == 1 ? null : n - 1);
              }
              return isOver;
            });
    List<LiveValue> rates = new ArrayList<>();
    List<LiveValue> errors = new ArrayList<>();
    double seconds = RecentSums.secondsSince(openedAt, span, now);
    parts.forEach(
        (part, recent) -> {
          double[] sums = new double[AMOUNTS];
          recent.sums.sumInto(sums, span, now);
          rates.add(value(part, sums[REQUESTS] / seconds, 100));
          errors.add(value(part, sums[ERRORS] / Math.max(1, sums[REQUESTS]), 10_000));
        });
    board.replace(HealthMetrics.REQUEST_RATE, rates);
    board.replace(HealthMetrics.ERROR_RATE, errors);
    board.flush(now, this::emit);
  }

  private static LiveValue value(Part part, double value, double parts) {
    return LiveValue.of(part.labelNames(), part.labelValues(), Math.round(value * parts) / parts);
  }
}
