package ai.colonycraft.realtime.push.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.feed.FlameGraph;
import ai.colonycraft.realtime.push.feed.FlameGraph.Frame;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlameTreeTest {

  private static final FlameGraph ONE =
      graph(frame(1, "a", 10), frame(2, "b", 5), frame(3, "c", 1), frame(2, "d", 2));
  private static final FlameGraph TWO = graph(frame(1, "a", 1), frame(2, "d", 4), frame(1, "e", 3));

  @Test
  void addsUpWindowsAndTellsEachFrameBeforeThoseAboveIt() {
    assertThat(FlameTree.of(List.of(ONE, TWO), Frame::timeMicros).rows("all"))
        .containsExactly(
            new FlameTree.Row(0, 26, 0, "all"),
            new FlameTree.Row(1, 23, 11, "a"),
            new FlameTree.Row(2, 6, 5, "b"),
            new FlameTree.Row(3, 1, 1, "c"),
            new FlameTree.Row(2, 6, 6, "d"),
            new FlameTree.Row(1, 3, 3, "e"));
  }

  @Test
  void leavesOutWhatWeighsNothing() {
    assertThat(FlameTree.of(List.of(ONE), Frame::tokens).rows("all")).isEmpty();
    assertThat(FlameTree.of(List.of(), Frame::timeMicros).rows("all")).isEmpty();
  }

  @Test
  void tellsWhereItGrewBeyondWhatMoreWorkExplains() {
    FlameTree before = FlameTree.of(List.of(ONE), Frame::timeMicros);
    FlameTree now =
        FlameTree.of(
            List.of(graph(frame(1, "a", 20), frame(2, "b", 30), frame(2, "d", 1))),
            Frame::timeMicros);

    assertThat(now.growthSince(before, 2).rows("all"))
        .containsExactly(
            new FlameTree.Row(0, 20, 0, "all"),
            new FlameTree.Row(1, 20, 0, "a"),
            new FlameTree.Row(2, 20, 20, "b"));
    assertThat(before.growthSince(before, 1).rows("all")).isEmpty();
  }

  @Test
  void forgetsTheOldestWindowsWhenThereAreTooManyFrames() {
    FlameGraphs graphs = new FlameGraphs(12);
    for (long start = 0; start < 5; start++) {
      graphs.accept(at(start, 3));
    }

    // Three windows of three frames and a place each.
    assertThat(graphs.in("calls", "*", 0, 10))
        .extracting(FlameGraph::start)
        .containsExactly(2L, 3L, 4L);
  }

  @Test
  void aDeepTreeNeedsNoDeepStack() {
    Frame[] frames =
        IntStream.rangeClosed(1, 20_000).mapToObj(l -> frame(l, "f", 1)).toArray(Frame[]::new);
    FlameTree tree = FlameTree.of(List.of(graph(frames)), Frame::timeMicros);

    FlameTree none = FlameTree.of(List.of(), Frame::timeMicros);
    assertThat(tree.rows("all")).hasSize(20_001);
    assertThat(tree.growthSince(none, 1).rows("all")).hasSize(20_001);
    assertThat(tree.heaviest("all", 10)).hasSize(10).last().matches(row -> row.level() == 9);
  }

  @Test
  void theHeaviestFramesAreKeptAndTheirWeightsStay() {
    FlameTree tree =
        FlameTree.of(
            List.of(
                graph(frame(1, "a", 1), frame(2, "light", 1), frame(2, "z", 5), frame(1, "b", 2))),
            Frame::timeMicros);

    assertThat(tree.heaviest("all", 3))
        .containsExactly(
            new FlameTree.Row(0, 9, 0, "all"),
            new FlameTree.Row(1, 7, 1, "a"),
            new FlameTree.Row(2, 5, 5, "z"));
    assertThat(tree.heaviest("all", 100)).isEqualTo(tree.rows("all")).hasSize(5);
  }

  @Test
  void replacesAGraphByALaterOneOfTheSameKeyAndForgetsWhatIsRemoved() {
    FlameGraphs graphs = new FlameGraphs(100);
    graphs.accept(at(1, 3));
    graphs.accept(at(1, 5));
    assertThat(graphs.in("calls", "*", 1, 2)).singleElement().matches(g -> g.frames().size() == 5);
    assertThat(graphs.in("calls", "shop", 1, 2)).isEmpty();
    assertThat(graphs.in("resources", "*", 1, 2)).isEmpty();
    assertThat(graphs.in("calls", "*", 2, 1)).isEmpty();

    graphs.remove("1");
    graphs.remove("1");

    assertThat(graphs.in("calls", "*", 0, 9)).isEmpty();
  }

  private static FlameGraph at(long start, int frames) {
    List<Frame> all = java.util.Collections.nCopies(frames, frame(1, "a", 1));
    return new FlameGraph(Long.toString(start), "calls", "*", start, start + 1, 1, all);
  }

  private static FlameGraph graph(Frame... frames) {
    return new FlameGraph("k", "calls", "*", 0, 1, 1, List.of(frames));
  }

  private static Frame frame(int level, String label, long micros) {
    return new Frame(level, label, 1, micros, 0, 0);
  }
}
