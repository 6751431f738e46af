package ai.colonycraft.realtime.jobs.history;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.config.HistoryConfig;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A window's users are written as a whole or not at all. */
class WindowTopsTest {

  private static final long END = Duration.ofMinutes(5).toMillis();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  private KeyedOneInputStreamOperatorTestHarness<String, HistoryRecord, HistoryRecord> harness;
  private long clock = 1;

  @BeforeEach
  void open() throws Exception {
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new WindowTops(HistoryConfig.read("--history.top", "2"))),
            HistoryRecord::key,
            Types.STRING);
    harness.setup(HistoryRecord.VALUE_TYPE.createSerializer(null));
    harness.open();
    harness.setProcessingTime(clock);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void waitsForEveryIdThatTheSummaryCounts() throws Exception {
    count("a", 1);
    count("b", 2);
    expect(3);
    pass(MINUTE);
    assertThat(written()).isEmpty();

    count("c", 3);
    pass(MINUTE);
    assertThat(written()).singleElement().asString().contains("\"ids\":3", "\"restEvents\":1");
  }

  @Test
  void writesTheWholeAgainAfterACorrection() throws Exception {
    expect(1);
    count("a", 1);
    pass(MINUTE);
    count("a", 5);
    pass(MINUTE);

    assertThat(written()).hasSize(2);
    assertThat(written().get(1)).contains("[\"a\",null,5]");
  }

  /** Tasks that write a backlog may be hours of event time apart, and seconds of the clock. */
  @Test
  void keepsAWindowThatIsNotWholeThoughTheWatermarkIsHoursAhead() throws Exception {
    count("a", 1);
    harness.processWatermark(new Watermark(END + 10 * HOUR));
    pass(2 * MINUTE);
    count("b", 2);
    expect(2);
    pass(MINUTE);

    assertThat(written()).singleElement().asString().contains("\"ids\":2");
  }

  @Test
  void keepsNoStateOfAWholeWindowThatIsOver() throws Exception {
    expect(1);
    count("a", 1);
    pass(MINUTE);
    harness.processWatermark(new Watermark(END + HOUR));
    pass(2 * MINUTE);

    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void neverWritesAPartOfAWindowWhoseRestIsGone() throws Exception {
    count("a", 1);
    expect(2);
    pass(2 * MINUTE);
    harness.processWatermark(new Watermark(END + HOUR));
    harness.processWatermark(new Watermark(END + 30 * HOUR));

    assertThat(written()).isEmpty();
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  private void count(String id, long n) throws Exception {
    harness.processElement(new StreamRecord<>(HistoryRecord.count("user", 0, END, id, null, n)));
  }

  private void expect(long ids) throws Exception {
    harness.processElement(new StreamRecord<>(HistoryRecord.expected("user", 0, END, ids)));
  }

  private void pass(long millis) throws Exception {
    clock += millis;
    harness.setProcessingTime(clock);
  }

  private List<String> written() {
    return harness.extractOutputValues().stream().map(HistoryRecord::json).toList();
  }
}
