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
 * Publishes the live numbers that only make sense over the last seconds of the clock: {@code
 * request_rate}, {@code error_rate}, {@code apdex} and {@code cpu_cores}, of all, by service, by
 * region, and by both. Totals are published every tick, the others once a second, since there can
 * be thousands. Parallelism 1. After a restart it begins anew, within the spans.
 *
 * <p>A place that falls silent is published as zero requests for a quarter of an hour: that it is
 * silent is what matters most. Where no request came there is no apdex, and its series leaves.
 */
final class LiveRates extends FlushingOperator<Outbound>
    implements OneInputStreamOperator<PlaceTally, Outbound> {

  private static final long REMEMBERED = 15 * 60_000;
  private static final long DETAILS_MILLIS = 1_000;

  private static final List<List<String>> TOTAL = List.of(List.of());
  private static final List<List<String>> DETAILS =
      List.of(List.of("service"), List.of("region"), List.of("service", "region"));

  private static final class Place {
    final RecentSums recent;
    long lastSeenAt;

    Place(long span) {
      recent = new RecentSums(span, PlaceTally.SIZE);
    }
  }

  /** The live values of some views. */
  private record Published(
      List<LiveValue> rates, List<LiveValue> errors, List<LiveValue> apdex, List<LiveValue> cores) {

    Published() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /** Sums of one series over the two spans. */
  private static final class Sums {
    final double[] brief = new double[PlaceTally.SIZE];
    final double[] calm = new double[PlaceTally.SIZE];
  }

  private final String topic;
  private final long rateSpan;
  private final long ratioSpan;
  private final int limit;

  private transient Map<ServicePlace, Place> places;
  private transient LiveBoard board;
  private transient Published details;
  private transient long detailsAt;
  private transient long openedAt;

  LiveRates(ServiceHealthConfig config) {
    super(config.output().liveInterval());
    topic = config.output().liveUpdates();
    rateSpan = config.rateSpan().toMillis();
    ratioSpan = config.ratioSpan().toMillis();
    limit = config.placeLimit();
  }

  @Override
  public void open() throws Exception {
    places = new HashMap<>();
    board = new LiveBoard(topic);
    details = new Published();
    openedAt = getProcessingTimeService().getCurrentProcessingTime();
    super.open();
  }

  @Override
  public void processElement(StreamRecord<PlaceTally> element) {
    PlaceTally tally = element.getValue();
    long now = getProcessingTimeService().getCurrentProcessingTime();
    Place place = places.get(tally.place());
    if (place == null) {
      ServicePlace key = places.size() < limit ? tally.place() : new ServicePlace("other", "other");
      place = places.computeIfAbsent(key, k -> new Place(Math.max(rateSpan, ratioSpan)));
    }
    place.lastSeenAt = now;
    place.recent.add(tally.amounts(), now);
  }

  @Override
  protected void flush(long now) {
    places.values().removeIf(place -> now - place.lastSeenAt > REMEMBERED);
    Published total = publish(TOTAL, now);
    if (now - detailsAt >= DETAILS_MILLIS) {
      details = publish(DETAILS, now);
      detailsAt = now;
    }
    board.replace(HealthMetrics.REQUEST_RATE, both(total.rates, details.rates));
    board.replace(HealthMetrics.ERROR_RATE, both(total.errors, details.errors));
    board.replace(HealthMetrics.APDEX, both(total.apdex, details.apdex), false);
    board.replace(HealthMetrics.CPU_CORES, both(total.cores, details.cores));
    board.flush(now, this::emit);
  }

  private static List<LiveValue> both(List<LiveValue> total, List<LiveValue> details) {
    List<LiveValue> both = new ArrayList<>(total);
    both.addAll(details);
    return both;
  }

  private Published publish(List<List<String>> views, long now) {
    Published published = new Published();
    for (List<String> view : views) {
      Map<List<String>, Sums> series = new HashMap<>();
      if (view.isEmpty()) {
        // The total is published even when nothing is left to sum: zero is an answer.
        series.put(List.of(), new Sums());
      }
      places.forEach(
          (key, place) -> {
            Sums sums = series.computeIfAbsent(labels(view, key), l -> new Sums());
            place.recent.sumInto(sums.brief, rateSpan, now);
            place.recent.sumInto(sums.calm, ratioSpan, now);
          });
      series.forEach((labels, sums) -> publish(view, labels, sums, now, published));
    }
    return published;
  }

  private static List<String> labels(List<String> view, ServicePlace place) {
    return view.stream().map(l -> l.equals("service") ? place.service() : place.region()).toList();
  }

  private void publish(
      List<String> view, List<String> labels, Sums sums, long now, Published published) {
    double[] calm = sums.calm;
    double requests =
        sums.brief[PlaceTally.REQUESTS] / RecentSums.secondsSince(openedAt, rateSpan, now);
    published.rates.add(LiveValue.of(view, labels, round(requests, 10)));
    double ratio = calm[PlaceTally.ERRORS] / Math.max(1, calm[PlaceTally.REQUESTS]);
    published.errors.add(LiveValue.of(view, labels, round(ratio, 10_000)));
    if (calm[PlaceTally.TIMED] > 0) {
      double content = calm[PlaceTally.SATISFIED] + calm[PlaceTally.TOLERATED] / 2;
      published.apdex.add(
          LiveValue.of(view, labels, round(content / calm[PlaceTally.TIMED], 1_000)));
    }
    double used = calm[PlaceTally.CPU_SECONDS] / RecentSums.secondsSince(openedAt, ratioSpan, now);
    published.cores.add(LiveValue.of(view, labels, round(used, 100)));
  }

  private static double round(double value, double parts) {
    return Math.round(value * parts) / parts;
  }
}
