package ai.colonycraft.realtime.push.benchmark;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All steps of all rounds, printed as one table a part: medians, and how they compare with ours.
 */
final class Results {

  /** What is comparable. */
  enum Part {
    RATES("rates", "All clients take everything"),
    MIXED("mixed", "100 metrics at 10 Hz, each client takes 20"),
    NONE_STALLED("stalled", "All clients read"),
    STALLED("stalled", "1 client in 20 reads nothing; of the others"),
    IDLE("idle", "Idle connections");

    /** Its name in {@code --parts}. */
    final String word;

    private final String title;

    Part(String word, String title) {
      this.word = word;
      this.title = title;
    }
  }

  private record Key(Part part, int rate, Contender contender) {}

  private final Map<Key, List<Step>> steps = new LinkedHashMap<>();
  private final PrintStream out;

  Results(PrintStream out) {
    this.out = out;
  }

  /** Notes a step, and prints it as it is. */
  void add(Part part, int rate, Contender contender, Step step) {
    steps.computeIfAbsent(new Key(part, rate, contender), k -> new ArrayList<>()).add(step);
    out.printf(
        "  %s, %s, %,d/s: %,.0f delivered/s, p99 %.1f ms, %.2f µs of CPU%n",
        contender.title, part.word, rate, step.delivered(), step.p99(), step.cpu());
  }

  /** Prints the tables. */
  void print() {
    for (Part part : List.of(Part.RATES, Part.MIXED, Part.NONE_STALLED, Part.STALLED)) {
      List<Key> keys =
          steps.keySet().stream()
              .filter(key -> key.part() == part)
              .sorted(Comparator.comparing(Key::rate).thenComparing(Key::contender))
              .toList();
      if (keys.isEmpty()) {
        continue;
      }
      out.printf("%n%s%n%n", part.title);
      out.println(
          "| updates/s | server | delivered/s | of expected | p50 ms | p99 ms | p99.9 ms |"
              + " CPU µs/delivered | ours is | KiB/connection | closed | reader's CPU |");
      out.println("|---|---|---|---|---|---|---|---|---|---|---|---|");
      keys.forEach(this::print);
    }
    compareStalled();
  }

  private void print(Key key) {
    Step step = Step.median(steps.get(key));
    List<Step> ours = steps.get(new Key(key.part(), key.rate(), Contender.OURS));
    out.printf(
        "| %,d | %s | %,.0f | %.0f %% | %.1f | %.1f | %.1f | %.2f | %s | %.1f | %.0f | %.0f %% |%n",
        key.rate(),
        key.contender().title,
        step.delivered(),
        100 * step.delivered() / step.expected(),
        step.p50(),
        step.p99(),
        step.p999(),
        step.cpu(),
        ours == null ? "" : "%.2f of it".formatted(Step.median(ours).cpu() / step.cpu()),
        step.memory(),
        step.closed(),
        100 * step.readersCpu());
  }

  private void compareStalled() {
    for (Key key : steps.keySet()) {
      if (key.part() == Part.STALLED) {
        List<Step> before = steps.get(new Key(Part.NONE_STALLED, key.rate(), key.contender()));
        out.printf(
            "%s: p99 with stalled clients is %.2f times that without%n",
            key.contender().title, Step.median(steps.get(key)).p99() / Step.median(before).p99());
      }
    }
  }
}
