package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.jobs.config.ServiceHealthConfig;
import ai.colonycraft.realtime.jobs.live.LiveBoard;
import ai.colonycraft.realtime.jobs.live.LiveValue;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import ai.colonycraft.realtime.jobs.output.Outbound;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Tells the live numbers that only make sense over the last seconds of the clock: {@code
 * request_rate}, {@code error_rate}, {@code apdex} and {@code cpu_cores}, of all, by service, by
 * region, and by both. Parallelism 1. After a restart it begins anew, within the spans.
 *
 * <p>A place that falls silent is told as zero requests for a quarter of an hour: that it is silent
 * is what matters most. Where no request came there is no apdex, and its series leaves.
 */
final class LiveRates extends FlushingOperator<Outbound>
    implements OneInputStreamOperator<PlaceTally, Outbound> {

  private static final long REMEMBERED = 15 * 60_000;

  private static final List<List<String>> VIEWS =
      List.of(List.of(), List.of("service"), List.of("region"), List.of("service", "region"));

  private static final class Place {
    final RecentSums recent;
    long heard;

    Place(long span) {
      recent = new RecentSums(span, PlaceTally.SIZE);
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
    place.heard = now;
    place.recent.add(tally.amounts(), now);
  }

  @Override
  protected void flush(long now) {
    Map<List<String>, Map<List<String>, Sums>> views = new HashMap<>();
    VIEWS.forEach(view -> views.put(view, new HashMap<>()));
    views.get(List.<String>of()).put(List.of(), new Sums());
    for (Iterator<Map.Entry<ServicePlace, Place>> all = places.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<ServicePlace, Place> entry = all.next();
      if (now - entry.getValue().heard > REMEMBERED) {
        all.remove();
      } else {
        sum(entry.getKey(), entry.getValue().recent, now, views);
      }
    }
    tell(views, now);
    board.flush(now, this::emit);
  }

  private void sum(
      ServicePlace place,
      RecentSums recent,
      long now,
      Map<List<String>, Map<List<String>, Sums>> views) {
    Sums own = new Sums();
    recent.sumInto(own.brief, rateSpan, now);
    recent.sumInto(own.calm, ratioSpan, now);
    for (List<String> view : VIEWS) {
      List<String> labels =
          view.stream().map(l -> l.equals("service") ? place.service() : place.region()).toList();
      Sums sums = views.get(view).computeIfAbsent(labels, l -> new Sums());
      for (int i = 0; i < PlaceTally.SIZE; i++) {
        sums.brief[i] += own.brief[i];
        sums.calm[i] += own.calm[i];
      }
    }
  }

  private void tell(Map<List<String>, Map<List<String>, Sums>> views, long now) {
    double briefSeconds = seconds(rateSpan, now);
    double calmSeconds = seconds(ratioSpan, now);
    List<LiveValue> rates = new ArrayList<>();
    List<LiveValue> errors = new ArrayList<>();
    List<LiveValue> apdex = new ArrayList<>();
    List<LiveValue> cores = new ArrayList<>();
    views.forEach(
        (view, series) ->
            series.forEach(
                (labels, sums) -> {
                  double[] calm = sums.calm;
                  double requests = sums.brief[PlaceTally.REQUESTS] / briefSeconds;
                  rates.add(LiveValue.of(view, labels, round(requests, 10)));
                  double ratio = calm[PlaceTally.ERRORS] / Math.max(1, calm[PlaceTally.REQUESTS]);
                  errors.add(LiveValue.of(view, labels, round(ratio, 10_000)));
                  if (calm[PlaceTally.TIMED] > 0) {
                    double score =
                        (calm[PlaceTally.SATISFIED] + calm[PlaceTally.TOLERATED] / 2)
                            / calm[PlaceTally.TIMED];
                    apdex.add(LiveValue.of(view, labels, round(score, 1_000)));
                  }
                  double used = calm[PlaceTally.CPU_SECONDS] / calmSeconds;
                  cores.add(LiveValue.of(view, labels, round(used, 100)));
                }));
    board.replace(HealthMetrics.REQUEST_RATE, rates);
    board.replace(HealthMetrics.ERROR_RATE, errors);
    board.replace(HealthMetrics.APDEX, apdex, false);
    board.replace(HealthMetrics.CPU_CORES, cores);
  }

  /** The length of a span as far as this operator has lived through it; at least a second. */
  private double seconds(long span, long now) {
    return Math.max(1, Math.min(RecentSums.seconds(span, now), (now - openedAt) / 1000.0));
  }

  private static double round(double value, double parts) {
    return Math.round(value * parts) / parts;
  }
}
