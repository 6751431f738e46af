package ai.colonycraft.realtime.jobs.flame;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.types.SerializerContract;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What crosses the network or lies in state comes back as it went. */
class FlameTypesTest {

  @Test
  void bringsBackSpansClocksAndFolds() throws Exception {
    SerializerContract.holds(
        new Span.Serializer(),
        Traces.random("t", 20, 1_750_000_000_000L, new Random(1)).toArray(Span[]::new));
    SerializerContract.holds(
        new TraceClock.Serializer(),
        new TraceClock(1, 2, 3, Long.MAX_VALUE),
        new TraceClock(0, 0, 0, 0));
    SerializerContract.holds(
        new Folded.Serializer(), new Folded(new GraphKey("calls", "shop", 5), root()));
  }

  @Test
  void bringsBackGraphsAndCopiesThemDeeply() throws Exception {
    Graph graph = new Graph();
    graph.root = root();
    graph.complete = true;
    graph.waiting = true;
    Graph.Serializer serializer = new Graph.Serializer();
    SerializerContract.holds(serializer, graph);

    Graph copy = serializer.copy(graph);
    graph.root.child("more").add(1, 1, 1, 1);

    assertThat(copy.complete).isTrue();
    assertThat(copy.waiting).isTrue();
    assertThat(copy.changed).isFalse();
    assertThat(Traces.stacks(copy.root)).isEqualTo(Traces.stacks(root()));
  }

  @Test
  void namesTheFormatItCannotRead() throws Exception {
    Span span = Traces.random("t", 1, 0, new Random(1)).get(0);
    SerializerContract.refusesAnotherFormat(
        new Span.Serializer(), span, "a span has format 127, this jar reads 1");
    SerializerContract.refusesAnotherFormat(
        new TraceClock.Serializer(),
        new TraceClock(0, 0, 0, 0),
        "a trace has format 127, this jar reads 1");
    Graph graph = new Graph();
    graph.root = root();
    SerializerContract.refusesAnotherFormat(
        new Graph.Serializer(), graph, "a flame graph has format 127, this jar reads 1");
  }

  private static Frame root() {
    return TraceFold.of(Traces.random("t", 40, 0, new Random(2)), 0)
        .graphs()
        .get(new GraphKey("calls", "*", 0));
  }
}
