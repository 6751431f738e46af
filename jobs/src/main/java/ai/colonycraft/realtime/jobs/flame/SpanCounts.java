package ai.colonycraft.realtime.jobs.flame;

import ai.colonycraft.realtime.jobs.metrics.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Spans by what became of them; each is counted once. Not thread-safe. */
final class SpanCounts {

  /** It lacks the id of its trace or its own. */
  static final String NO_ID = "no_id";

  /** Its window was over, or it came after its trace had been let go and its graph too. */
  static final String LATE = "late";

  /** Its trace had as many spans as are kept. */
  static final String OVER_LIMIT = "over_limit";

  private final String metric;
  private final Map<String, Long> counts = new HashMap<>();

  /** Takes the counter with the label outcome. */
  SpanCounts(String metric) {
    this.metric = metric;
  }

  void add(String outcome, long spans) {
    counts.merge(outcome, spans, Long::sum);
  }

  /** Emits the counts and clears them. */
  void drain(Consumer<Sample> to) {
    counts.forEach((outcome, n) -> to.accept(new Sample.Increment(metric, List.of(outcome), n)));
    counts.clear();
  }
}
