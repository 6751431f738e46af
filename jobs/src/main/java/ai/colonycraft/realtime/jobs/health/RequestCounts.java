package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.config.Objectives;
import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.metrics.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Counts the requests of services and the CPU time they use, by place. Not thread-safe. */
final class RequestCounts {

  private record Answer(String method, long status) {}

  private static final class Counts {
    final Map<Answer, long[]> answers = new HashMap<>();
    final double[] amounts = new double[PlaceTally.SIZE];
  }

  private static final class Durations {
    final long[] buckets = new long[HealthMetrics.DURATIONS.buckets()];
    double seconds;
  }

  private final Objectives objectives;
  private final Map<ServicePlace, Counts> byPlace = new HashMap<>();
  private final Map<String, Durations> byService = new HashMap<>();

  /** Takes the objectives by which durations are judged. */
  RequestCounts(Objectives objectives) {
    this.objectives = objectives;
  }

  /** Counts a request. */
  void request(ServicePlace place, Event event) {
    Counts counts = byPlace.computeIfAbsent(place, p -> new Counts());
    long status = event.integer(Field.STATUS_CODE, 0);
    counts
        .answers
        .computeIfAbsent(
            new Answer(Labels.method(event.text(Field.METHOD)), status), a -> new long[1])[0]++;
    counts.amounts[PlaceTally.REQUESTS]++;
    if (status >= 500) {
      counts.amounts[PlaceTally.ERRORS]++;
    }
    double seconds = event.decimal(Field.DURATION_MS, -1) / 1000;
    if (seconds >= 0) {
      Durations durations = byService.computeIfAbsent(place.service(), s -> new Durations());
      durations.buckets[HealthMetrics.DURATIONS.bucket(seconds)]++;
      durations.seconds += seconds;
      judge(counts, seconds, objectives.of(place.service()).apdex());
    }
  }

  private static void judge(Counts counts, double seconds, double satisfying) {
    counts.amounts[PlaceTally.TIMED]++;
    if (seconds <= satisfying) {
      counts.amounts[PlaceTally.SATISFIED]++;
    } else if (seconds <= 4 * satisfying) {
      counts.amounts[PlaceTally.TOLERATED]++;
    }
  }

  /** Adds CPU time that a place has used. */
  void cpu(ServicePlace place, double seconds) {
    byPlace.computeIfAbsent(place, p -> new Counts()).amounts[PlaceTally.CPU_SECONDS] += seconds;
  }

  /** Emits the counts and clears them. */
  void drain(Consumer<Sample> samples, Consumer<PlaceTally> tallies) {
    byPlace.forEach(
        (place, counts) -> {
          counts.answers.forEach((answer, n) -> samples.accept(increment(place, answer, n[0])));
          double cpu = counts.amounts[PlaceTally.CPU_SECONDS];
          if (cpu > 0) {
            List<String> labels = List.of(place.region(), place.service());
            samples.accept(new Sample.Increment(HealthMetrics.CPU, labels, cpu));
          }
          tallies.accept(new PlaceTally(place, counts.amounts));
        });
    byService.forEach(
        (service, durations) ->
            samples.accept(
                new Sample.Observations(
                    HealthMetrics.DURATIONS.name(),
                    List.of(service),
                    durations.buckets,
                    durations.seconds)));
    byService.clear();
    byPlace.clear();
  }

  private static Sample increment(ServicePlace place, Answer answer, long n) {
    List<String> labels =
        List.of(place.service(), place.region(), answer.method, Labels.status(answer.status));
    return new Sample.Increment(HealthMetrics.REQUESTS, labels, n);
  }
}
