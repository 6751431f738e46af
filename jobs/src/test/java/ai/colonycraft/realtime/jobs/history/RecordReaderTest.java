package ai.colonycraft.realtime.jobs.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a record of a finished window says, or why it can't be written. */
class RecordReaderTest {

  private static byte[] window(String kind, String more) {
    return "{\"kind\":\"%s\",\"id\":\"x\",\"start\":0,\"end\":300000,\"count\":3%s}"
        .formatted(kind, more)
        .getBytes(UTF_8);
  }

  private static HistoryRecord read(String kind, String more) throws Exception {
    return RecordReader.activityWindow(window(kind, more)).get(0);
  }

  @Test
  void readsWhatAColonySpentAndTakesItsAbsenceForNothing() throws Exception {
    HistoryRecord count = HistoryRecord.count("colony", 0, 300_000, "x", null, 3);

    assertThat(read("colony", ",\"tokens\":7,\"cpuMicros\":9")).isEqualTo(count.spending(7, 9));
    assertThat(read("colony", ",\"cpuMicros\":9")).isEqualTo(count.spending(0, 9));
    assertThat(read("colony", "")).isEqualTo(count);
  }

  @Test
  void readsAnAgentWithItsColony() throws Exception {
    HistoryRecord count = HistoryRecord.count("agent", 0, 300_000, "3/c-1/x", null, 3);

    assertThat(read("agent", ",\"colonyId\":\"c-1\",\"tokens\":7,\"cpuMicros\":9"))
        .isEqualTo(count.spending(7, 9));
    assertThat(read("agent", ""))
        .isEqualTo(HistoryRecord.count("agent", 0, 300_000, "0//x", null, 3));
  }

  @Test
  void expectsAgentsOnlyWhereASummaryCountsThem() throws Exception {
    String summary =
        "{\"kind\":\"summary\",\"start\":0,\"end\":300000,\"events\":9,\"activeUsers\":4,"
            + "\"activeColonies\":2,%s\"activeUsersBy\":{},\"tokens\":7}";

    assertThat(expected(summary.formatted("")))
        .containsExactly(
            HistoryRecord.expected("user", 0, 300_000, 4),
            HistoryRecord.expected("colony", 0, 300_000, 2));
    assertThat(expected(summary.formatted("\"activeAgents\":3,")))
        .containsExactly(
            HistoryRecord.expected("user", 0, 300_000, 4),
            HistoryRecord.expected("colony", 0, 300_000, 2),
            HistoryRecord.expected("agent", 0, 300_000, 3));
    assertThatThrownBy(() -> expected(summary.formatted("\"activeAgents\":-1,")))
        .hasMessage("activeAgents: expected a whole number of at least 0");
  }

  private static List<HistoryRecord> expected(String summary) throws Exception {
    List<HistoryRecord> records = RecordReader.activityWindow(summary.getBytes(UTF_8));
    return records.subList(1, records.size());
  }

  /** Or its window would never be whole: events may have an empty id. */
  @Test
  void takesAnIdThatIsEmptyAndRefusesOneThatIsMissing() throws Exception {
    String window = "{\"kind\":\"colony\",%s\"start\":0,\"end\":300000,\"count\":3}";

    assertThat(RecordReader.activityWindow(window.formatted("\"id\":\"\",").getBytes(UTF_8)))
        .containsExactly(HistoryRecord.count("colony", 0, 300_000, "", null, 3));
    for (String none : List.of("", "\"id\":null,", "\"id\":7,")) {
      assertThatThrownBy(() -> RecordReader.activityWindow(window.formatted(none).getBytes(UTF_8)))
          .isInstanceOf(RecordReader.BadRecordException.class)
          .hasMessage("id: expected a text");
    }
  }

  @Test
  void readsUsersAsBefore() throws Exception {
    assertThat(read("user", "")).isEqualTo(HistoryRecord.count("user", 0, 300_000, "x", null, 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "\"7\"", "null", "9223372036854775808"})
  void refusesWhatTheDatabaseCouldNotTake(String amount) {
    for (String field : new String[] {"tokens", "cpuMicros"}) {
      assertThatThrownBy(() -> read("colony", ",\"%s\":%s".formatted(field, amount)))
          .isInstanceOf(RecordReader.BadRecordException.class)
          .hasMessage(field + ": expected a whole number of at least 0");
    }
  }
}
