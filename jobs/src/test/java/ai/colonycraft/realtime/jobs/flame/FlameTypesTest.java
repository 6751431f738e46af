package ai.colonycraft.realtime.jobs.flame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** What crosses the network or lies in state comes back as it went. */
class FlameTypesTest {

  @Test
  void bringsBackSpans() throws IOException {
    for (Span span : Traces.random("t", 20, 1_750_000_000_000L, new Random(1))) {
      assertThat(again(span, new Span.Serializer())).isEqualTo(span);
    }
  }

  @Test
  void bringsBackClocksAndFolds() throws IOException {
    TraceClock clock = new TraceClock(1, 2, 3, Long.MAX_VALUE);
    assertThat(again(clock, new TraceClock.Serializer())).isEqualTo(clock);

    Folded folded = new Folded(new GraphKey("calls", "shop", 5), root());
    Folded back = again(folded, new Folded.Serializer());
    assertThat(back.key()).isEqualTo(folded.key());
    assertThat(Traces.stacks(back.root())).isEqualTo(Traces.stacks(folded.root()));
  }

  @Test
  void bringsBackGraphsAndCopiesThemDeeply() throws IOException {
    Graph graph = new Graph();
    graph.root = root();
    graph.complete = true;
    graph.waiting = true;
    Graph.Serializer serializer = new Graph.Serializer();

    Graph back = again(graph, serializer);
    Graph copy = serializer.copy(graph);
    graph.root.child("more").add(1, 1, 1, 1);

    assertThat(back.complete).isTrue();
    assertThat(back.waiting).isTrue();
    assertThat(back.changed).isFalse();
    assertThat(Traces.stacks(back.root)).isEqualTo(Traces.stacks(root()));
    assertThat(Traces.stacks(copy.root)).isEqualTo(Traces.stacks(root()));
    assertThat(serializer.isImmutableType()).isFalse();
  }

  private static Frame root() {
    return TraceFold.of(Traces.random("t", 40, 0, new Random(2)), 0)
        .graphs()
        .get(new GraphKey("calls", "*", 0));
  }

  private static <T> T again(T value, TypeSerializer<T> serializer) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    T back = serializer.deserialize(in);
    assertThat(in.available()).isZero();
    return back;
  }
}
