package ai.colonycraft.realtime.jobs.flame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameTest {

  @Test
  void weighsItselfAndAllAboveIt() {
    Frame root = new Frame();
    root.add(1, 10, 2, 3);
    root.child("a").add(2, 20, 4, 0);
    root.child("a").child("b").add(3, 30, 6, 4);

    Frame total = root.total();

    assertThat(total.count).isEqualTo(6);
    assertThat(total.micros).isEqualTo(60);
    assertThat(total.cpuMicros).isEqualTo(12);
    assertThat(total.tokens).isEqualTo(7);
    assertThat(root.size()).isEqualTo(3);
  }

  @Test
  void mergesFrameByFrame() {
    Frame one = new Frame();
    one.child("a").add(1, 10, 0, 0);
    Frame other = new Frame();
    other.child("a").add(2, 20, 0, 0);
    other.child("b").add(3, 30, 0, 0);

    one.merge(other);

    assertThat(one.child("a").count).isEqualTo(3);
    assertThat(one.child("b").micros).isEqualTo(30);
  }

  @Test
  void staysAtTheLargestNumberOfTokensThereIs() {
    Frame frame = new Frame();
    frame.add(1, 0, 0, Long.MAX_VALUE);
    frame.add(1, 0, 0, Long.MAX_VALUE);

    assertThat(frame.tokens).isEqualTo(Long.MAX_VALUE);
  }
}
