package ai.colonycraft.realtime.jobs.flame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NarrowingTest {

  @Test
  void leavesAGraphThatFitsAsItIs() {
    Frame root = wide(9);

    Narrowing.narrow(root, 10);

    assertThat(root.children).hasSize(9).doesNotContainKey(Frame.OTHER);
  }

  @Test
  void keepsTheLargestAndAddsUpTheRest() {
    Frame root = wide(100);

    Narrowing.narrow(root, 10);

    // The root and four more are kept; the largest weigh 100, 99, 98, 97.
    assertThat(root.children.keySet())
        .containsExactlyInAnyOrder("f99", "f98", "f97", "f96", "other");
    assertThat(root.children.get("other").micros).isEqualTo(96 * 97 / 2);
    assertThat(root.children.get("other").count).isEqualTo(96);
  }

  @Test
  void keepsAFrameThatIsSmallInTimeButLargeInTokens() {
    Frame root = wide(100);
    root.child("model").add(1, 0, 0, 5_000);

    Narrowing.narrow(root, 10);

    assertThat(root.children.get("model").tokens).isEqualTo(5_000);
  }

  @Test
  void losesNoWeightNeverExceedsTheLimitAndDoesNotDependOnOrder() {
    Random random = new Random(3);
    List<Frame> traces = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      traces.add(
          TraceFold.of(Traces.random("t" + i, 30, 0, random), 0)
              .graphs()
              .get(new GraphKey("calls", "*", 0)));
    }
    Frame forward = new Frame();
    traces.forEach(forward::merge);
    Frame before = forward.total();
    Collections.shuffle(traces, random);
    Frame shuffled = new Frame();
    traces.forEach(shuffled::merge);
    assertThat(forward.size()).isGreaterThan(300);

    Narrowing.narrow(forward, 50);
    Narrowing.narrow(shuffled, 50);

    assertThat(forward.size()).isLessThanOrEqualTo(50);
    assertThat(Traces.stacks(forward)).isEqualTo(Traces.stacks(shuffled));
    assertThat(forward.total().count).isEqualTo(before.count);
    assertThat(forward.total().micros).isEqualTo(before.micros);
    assertThat(forward.total().cpuMicros).isEqualTo(before.cpuMicros);
    assertThat(forward.total().tokens).isEqualTo(before.tokens);
  }

  /** So many children, of which number i weighs i + 1. */
  private static Frame wide(int children) {
    Frame root = new Frame();
    for (int i = 0; i < children; i++) {
      root.child("f" + i).add(1, i + 1, 0, 0);
    }
    return root;
  }
}
