package ai.colonycraft.realtime.jobs.flame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class TraceFoldTest {

  @RepeatedTest(50)
  void givesTheStacksOfAPlainFoldInWhateverOrderTheSpansCome(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<Span> spans = Traces.random("t", 1 + random.nextInt(60), 0, random);
    // Some never come: what they caused must be found all the same.
    spans.removeIf(span -> spans.size() > 1 && random.nextInt(10) == 0);
    Map<String, Map<String, List<Long>>> expected = Traces.plainFold(spans);

    for (int order = 0; order < 3; order++) {
      Collections.shuffle(spans, random);
      assertThat(stacks(TraceFold.of(spans, 0))).isEqualTo(expected);
    }
  }

  @Test
  void countsASpanThatComesTwiceOnce() {
    Span span = span("a", null, "shop", 100);

    TraceFold fold = TraceFold.of(List.of(span, span), 0);

    assertThat(stacks(fold).get("calls/*"))
        .isEqualTo(Map.of("shop: do", List.of(1L, 100L, 0L, 0L)));
    assertThat(fold.outcomes())
        .isEqualTo(Map.of(TraceFold.Outcome.PLACED, 1L, TraceFold.Outcome.DUPLICATE, 1L));
  }

  @Test
  void choosesOneOfTwoSpansWithOneIdWhicheverComesFirst() {
    Span one = span("a", null, "shop", 100);
    Span two = span("a", null, "stock", 300);

    assertThat(stacks(TraceFold.of(List.of(one, two), 0)))
        .isEqualTo(stacks(TraceFold.of(List.of(two, one), 0)));
  }

  @Test
  void putsSpansWithoutTheirParentBelowAFrameThatSaysSo() {
    TraceFold fold =
        TraceFold.of(List.of(span("b", "a", "shop", 100), span("c", "b", "stock", 40)), 0);

    assertThat(stacks(fold).get("calls/*"))
        .isEqualTo(
            Map.of(
                "(parent missing);shop: do", List.of(1L, 60L, 0L, 0L),
                "(parent missing);shop: do;stock: do", List.of(1L, 40L, 0L, 0L)));
    assertThat(fold.outcomes())
        .isEqualTo(Map.of(TraceFold.Outcome.PARENT_MISSING, 1L, TraceFold.Outcome.PLACED, 1L));
  }

  @Test
  void breaksACircleAndASpanThatIsItsOwnParent() {
    TraceFold fold =
        TraceFold.of(
            List.of(
                span("b", "a", "shop", 100),
                span("a", "b", "stock", 40),
                span("z", "z", "ledger", 7)),
            0);

    assertThat(stacks(fold).get("calls/*"))
        .isEqualTo(
            Map.of(
                "stock: do", List.of(1L, 0L, 0L, 0L),
                "stock: do;shop: do", List.of(1L, 60L, 0L, 0L),
                "ledger: do", List.of(1L, 7L, 0L, 0L)));
    assertThat(fold.outcomes())
        .isEqualTo(Map.of(TraceFold.Outcome.CYCLE, 2L, TraceFold.Outcome.PLACED, 1L));
  }

  @Test
  void addsUpWhatIsTooDeepAndLosesNothing() {
    List<Span> chain = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      chain.add(span("s" + i, i == 0 ? null : "s" + (i - 1), "shop", 1_000 - i));
    }

    Frame root = TraceFold.of(chain, 0).graphs().get(new GraphKey("calls", "*", 0));

    assertThat(root.size()).isEqualTo(Frame.DEEPEST + 2);
    assertThat(root.total().micros).isEqualTo(1_000);
    assertThat(root.total().count - root.count).isEqualTo(300);
  }

  private static Map<String, Map<String, List<Long>>> stacks(TraceFold fold) {
    Map<String, Map<String, List<Long>>> graphs = new TreeMap<>();
    fold.graphs().forEach((key, root) -> graphs.put(key.name(), Traces.stacks(root)));
    return graphs;
  }

  private static Span span(String id, String parent, String service, long micros) {
    return new Span("t", id, parent, 0, service, "do", micros, 0, 0, null, null);
  }
}
