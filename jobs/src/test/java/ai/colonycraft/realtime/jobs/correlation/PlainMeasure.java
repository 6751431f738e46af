package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.rules.Measure;
import ai.colonycraft.realtime.rules.Step;
import java.util.ArrayList;
import java.util.List;

/** Which events of a key take a first step that counts, by plain loops that keep every event. */
final class PlainMeasure {

  private final Step.Expected step;
  private final Measure measure;
  private final List<Event> all = new ArrayList<>();
  private boolean before;
  private long takenAt;

  PlainMeasure(Step.Expected step, Measure measure) {
    this.step = step;
    this.measure = measure;
  }

  /** Takes the key's next event; returns whether it takes the step. */
  boolean takes(Event event) {
    boolean isOfStep =
        (step.types().isEmpty() || step.types().contains(event.type()))
            && step.where().mayHold(event);
    boolean isShare = measure.kind() == Measure.Kind.SHARE;
    boolean fits = measure.where().mayHold(event) && hasValue(event);
    if (!isOfStep || !isShare && !fits) {
      return false;
    }
    all.add(event);
    if (!isReached(event.timestamp())) {
      before = false;
      return false;
    }
    if (!fits || before && event.timestamp() - takenAt < measure.againMillis()) {
      return false;
    }
    before = true;
    takenAt = event.timestamp();
    return true;
  }

  private boolean hasValue(Event event) {
    return measure.of().isEmpty() || measure.of().get().value(event) != null;
  }

  private boolean isReached(long now) {
    long slot = measure.within().toMillis() / 60;
    boolean isExact = measure.kind() == Measure.Kind.DISTINCT;
    List<Event> window =
        all.stream()
            .filter(
                e ->
                    isExact
                        ? e.timestamp() > now - measure.within().toMillis()
                        : e.timestamp() / slot > now / slot - 60)
            .toList();
    double value =
        switch (measure.kind()) {
          case COUNT -> window.size();
          case RATE -> window.size() * 1000.0 / measure.within().toMillis();
          case SUM -> numbers(window).sum();
          case AVG -> numbers(window).sum() / window.size();
          case MAX -> numbers(window).max().orElse(0);
          case DISTINCT ->
              window.stream().map(e -> measure.of().orElseThrow().value(e)).distinct().count();
          default ->
              (double) window.stream().filter(e -> measure.where().mayHold(e)).count()
                  / window.size();
        };
    return window.size() >= measure.from()
        && measure.limit().comparison().holds(value, measure.limit().value());
  }

  private java.util.stream.DoubleStream numbers(List<Event> window) {
    return window.stream().mapToDouble(e -> measure.of().orElseThrow().number(e));
  }
}
