package ai.colonycraft.realtime.jobs.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a record of a finished window says, or why it can't be written. */
class RecordReaderTest {

  private static byte[] window(String kind, String more) {
    return "{\"kind\":\"%s\",\"id\":\"x\",\"start\":0,\"end\":300000,\"count\":3%s}"
        .formatted(kind, more)
        .getBytes(StandardCharsets.UTF_8);
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
