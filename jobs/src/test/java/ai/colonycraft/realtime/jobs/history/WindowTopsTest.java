package ai.colonycraft.realtime.jobs.history;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.config.HistoryConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
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

  @Test
  void keepsTheColoniesByNameThatSpendMostTokensThoughTheyAreQuiet() throws Exception {
    harness.processElement(new StreamRecord<>(HistoryRecord.expected("colony", 0, END, 5)));
    spend("busy-1", 50, 1, 0);
    spend("busy-2", 40, 0, 7);
    spend("quiet", 10, 2, 5);
    spend("costly-1", 2, 300, 3);
    spend("costly-2", 1, 400, 0);
    pass(MINUTE);

    assertThat(written())
        .singleElement()
        .asString()
        .contains("\"ids\":5,\"events\":103,\"restIds\":1,\"restEvents\":10,")
        .contains("\"tokens\":703,\"restTokens\":2,\"cpuMicros\":15,\"restCpuMicros\":5,")
        .contains(
            "[\"busy-1\",null,50,1,0]",
            "[\"busy-2\",null,40,0,7]",
            "[\"costly-1\",null,2,300,3]",
            "[\"costly-2\",null,1,400,0]")
        .doesNotContain("quiet");
  }

  @Test
  void takesTheSpendingOfTheLastRecord() throws Exception {
    harness.processElement(new StreamRecord<>(HistoryRecord.expected("colony", 0, END, 1)));
    spend("c", 2, 300, 3);
    spend("c", 3, 0, 0);
    pass(MINUTE);

    assertThat(written()).singleElement().asString().contains("[\"c\",null,3,0,0]");
  }

  @Test
  void tellsAgentsOfTwoColoniesApartThatHaveOneId() throws Exception {
    harness.processElement(new StreamRecord<>(HistoryRecord.expected("agent", 0, END, 3)));
    agent("3/c-1/a-1", 2, 300, 3);
    agent("3/c-2/a-1", 7, 20, 0);
    pass(MINUTE);
    assertThat(written()).isEmpty();
    agent("0//a-1", 1, 0, 0);
    pass(MINUTE);

    assertThat(written())
        .singleElement()
        .asString()
        .contains("\"kind\":\"agent\"", "\"ids\":3,\"events\":10,\"restIds\":1,\"restEvents\":1,")
        .contains("\"tokens\":320,\"restTokens\":0,")
        .endsWith("\"top\":[[\"a-1\",null,2,300,3,\"c-1\"],[\"a-1\",null,7,20,0,\"c-2\"]]}");
  }

  /** PostgreSQL stores no U+0000: the window would never be whole, or its key there twice. */
  @Test
  void idsThatAreEqualWhereTheyAreStoredAreOne() throws Exception {
    harness.processElement(new StreamRecord<>(HistoryRecord.expected("agent", 0, END, 2)));
    for (HistoryRecord record : agents("x\\u0000", 2, "x\ufffd", 7)) {
      harness.processElement(new StreamRecord<>(record));
    }
    pass(MINUTE);

    assertThat(written())
        .singleElement()
        .asString()
        .contains("\"restIds\":0,\"restEvents\":0,")
        .endsWith("\"top\":[[\"x\ufffd\",null,9,0,0,\"c-1\"]]}");
  }

  private static List<HistoryRecord> agents(String first, int n, String second, int m)
      throws Exception {
    List<HistoryRecord> records = new ArrayList<>();
    for (String entry : List.of(first + "\",\"count\":" + n, second + "\",\"count\":" + m)) {
      String window =
          "{\"kind\":\"agent\",\"colonyId\":\"c-1\",\"start\":0,\"end\":300000,\"id\":\"%s}"
              .formatted(entry);
      records.addAll(RecordReader.activityWindow(window.getBytes(StandardCharsets.UTF_8)));
    }
    return records;
  }

  private void agent(String key, long n, long tokens, long cpuMicros) throws Exception {
    HistoryRecord count = HistoryRecord.count("agent", 0, END, key, null, n);
    harness.processElement(new StreamRecord<>(count.spending(tokens, cpuMicros)));
  }

  @Test
  void saysNothingOfWhatUsersSpend() throws Exception {
    expect(1);
    count("a", 1);
    pass(MINUTE);

    assertThat(written()).singleElement().asString().contains("[\"a\",null,1]");
    assertThat(written().get(0)).doesNotContain("okens", "Micros");
  }

  /** Counts of an earlier version are whole, and what was spent is not known. */
  @Test
  void saysNothingOfWhatWasSpentInAWindowThatAnEarlierVersionBegan() throws Exception {
    var earlier =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new Earlier()), HistoryRecord::key, Types.STRING);
    earlier.setup(HistoryRecord.VALUE_TYPE.createSerializer(null));
    earlier.open();
    earlier.processElement(
        new StreamRecord<>(HistoryRecord.count("colony", 0, END, "c-1", null, 4)));
    OperatorSubtaskState state = earlier.snapshot(1, 1);
    earlier.close();
    harness.close();
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new WindowTops(HistoryConfig.read("--history.top", "2"))),
            HistoryRecord::key,
            Types.STRING);
    harness.setup(HistoryRecord.VALUE_TYPE.createSerializer(null));
    harness.initializeState(state);
    harness.open();
    harness.setProcessingTime(clock);

    spend("c-2", 1, 300, 3);
    harness.processElement(new StreamRecord<>(HistoryRecord.expected("colony", 0, END, 2)));
    pass(MINUTE);

    assertThat(written()).singleElement().asString().contains("\"ids\":2,\"events\":5");
    assertThat(written().get(0)).doesNotContain("okens", "Micros");
  }

  /** Leaves the state of a count as the version before this one did. */
  private static final class Earlier
      extends KeyedProcessFunction<String, HistoryRecord, HistoryRecord> {

    private MapState<String, Tuple2<Long, String>> counts;
    private ValueState<Long> size;
    private ValueState<Long> keptUntil;
    private ValueState<Long> touched;

    @Override
    public void open(OpenContext context) {
      counts =
          getRuntimeContext()
              .getMapState(
                  new MapStateDescriptor<>(
                      "counts", Types.STRING, Types.TUPLE(Types.LONG, Types.STRING)));
      size = number("size");
      keptUntil = number("kept-until");
      touched = number("touched");
    }

    private ValueState<Long> number(String name) {
      return getRuntimeContext().getState(new ValueStateDescriptor<>(name, Types.LONG));
    }

    @Override
    public void processElement(HistoryRecord record, Context context, Collector<HistoryRecord> out)
        throws Exception {
      counts.put(record.id(), Tuple2.of(record.count(), record.name()));
      size.update(1L);
      keptUntil.update(record.time() + HOUR);
      touched.update(1L);
    }
  }

  private void spend(String id, long n, long tokens, long cpuMicros) throws Exception {
    HistoryRecord count = HistoryRecord.count("colony", 0, END, id, null, n);
    harness.processElement(new StreamRecord<>(count.spending(tokens, cpuMicros)));
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
