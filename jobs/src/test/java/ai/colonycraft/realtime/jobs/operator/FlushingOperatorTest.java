package ai.colonycraft.realtime.jobs.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlushingOperatorTest {

  private static final long INTERVAL = 50;

  /** Emits the time of a flush if anything was buffered, and notes the time of each. */
  private static final class Sums extends FlushingOperator<Long>
      implements OneInputStreamOperator<Long, Long> {

    private static final List<Long> FLUSHES = new ArrayList<>();

    private long buffered;
    private final boolean rests;

    Sums(boolean rests) {
      super(Duration.ofMillis(INTERVAL));
      this.rests = rests;
      FLUSHES.clear();
    }

    @Override
    public void processElement(StreamRecord<Long> element) {
      wake();
      buffered += element.getValue();
    }

    @Override
    protected boolean rests() {
      return rests;
    }

    @Override
    protected void flush(long now) {
      FLUSHES.add(now);
      if (buffered > 0) {
        emit(now);
        buffered = 0;
      }
    }
  }

  private OneInputStreamOperatorTestHarness<Long, Long> harness;

  private void open(boolean rests) throws Exception {
    harness = new OneInputStreamOperatorTestHarness<>(new Sums(rests));
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private void advance(long to) throws Exception {
    for (long now = harness.getProcessingTime() + 1; now <= to; now++) {
      harness.setProcessingTime(now);
    }
  }

  @Test
  void flushesAtItsInterval() throws Exception {
    open(false);
    advance(1000);
    assertThat(Sums.FLUSHES).hasSize(20);
  }

  @Test
  void restsWithoutRecords() throws Exception {
    open(true);
    advance(1000);
    assertThat(Sums.FLUSHES).containsExactly(500L, 1000L);
  }

  @Test
  void isAwakeFromARecordOnAndRestsAfterAnIntervalWithoutOne() throws Exception {
    open(true);
    advance(100);
    harness.processElement(1L, 0);
    advance(140);
    harness.processElement(1L, 0);
    advance(1000);
    // Half an interval after the first record, an interval later, and once more before it rests;
    // the timer of the first rest, at 500, is overtaken.
    assertThat(Sums.FLUSHES).containsExactly(125L, 175L, 225L, 725L);
    assertThat(harness.extractOutputValues()).containsExactly(125L, 175L);
  }

  @Test
  void keepsItsIntervalWhileRecordsCome() throws Exception {
    open(true);
    for (long now = 1; now <= 425; now++) {
      harness.setProcessingTime(now);
      harness.processElement(1L, 0);
    }
    assertThat(Sums.FLUSHES).hasSize(8).startsWith(26L, 76L).endsWith(376L);
  }
}
