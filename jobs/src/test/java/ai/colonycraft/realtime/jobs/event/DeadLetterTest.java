package ai.colonycraft.realtime.jobs.event;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Refusal;
import ai.colonycraft.realtime.jobs.Contract;
import ai.colonycraft.realtime.jobs.output.Outbound;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeadLetterTest {

  private static final Contract CONTRACT = new Contract("dead-letters");

  private static Outbound written(Refusal reason, byte[] bytes) {
    return new DeadLetter("user-activity", 3, 7, 5, reason, "type: expected \"a\"", bytes)
        .toOutbound("dead-letters");
  }

  @Test
  void tellsWhereItStoodAndWhyItWasRefused() {
    Outbound record = written(Refusal.WRONG_TYPE, new byte[] {0, -1, 'a'});

    assertThat(record.topic()).isEqualTo("dead-letters");
    assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("user-activity-3-7");
    assertThat(CONTRACT.holds(record.value()))
        .isEqualTo(
            "{\"topic\":\"user-activity\",\"partition\":3,\"offset\":7,\"timestamp\":5,"
                + "\"reason\":\"wrong_type\",\"detail\":\"type: expected \\\"a\\\"\",\"size\":3,"
                + "\"truncated\":false,\"bytes\":\"AP9h\"}");
  }

  @ParameterizedTest
  @EnumSource
  void writesEveryReasonAsTheContractNamesIt(Refusal reason) {
    assertThat(CONTRACT.holds(written(reason, new byte[] {}).value()))
        .contains("\"reason\":\"" + reason.label() + "\"", "\"bytes\":\"\"");
  }

  @Test
  void keepsARecordWithoutAValueApartFromAnEmptyOne() {
    assertThat(CONTRACT.holds(written(Refusal.NOT_JSON, null).value()))
        .contains("\"size\":0,\"truncated\":false,\"bytes\":null}");
  }

  @Test
  void keepsTheBeginningOfARecordThatIsTooLargeForTheTopic() {
    byte[] most = new byte[DeadLetter.KEPT_BYTES];
    byte[] more = new byte[DeadLetter.KEPT_BYTES + 1];

    assertThat(CONTRACT.holds(written(Refusal.TOO_LARGE, most).value()))
        .contains("\"truncated\":false");
    String cut = CONTRACT.holds(written(Refusal.TOO_LARGE, more).value());
    assertThat(cut)
        .contains("\"size\":" + more.length + ",\"truncated\":true")
        .hasSizeLessThan(DeadLetter.KEPT_BYTES * 3 / 2);
  }
}
