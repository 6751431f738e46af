package ai.colonycraft.realtime.push.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  @Test
  void takesTheTraceBeforeTheIdOfTheRequest() {
    assertThat(RequestId.of("00-" + TRACE + "-b7ad6b7169203331-01", "r-1")).isEqualTo(TRACE);
    assertThat(RequestId.of("nonsense", "r-1")).isEqualTo("r-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\nb", "\u00e4", "<script>"})
  void makesOneWhereWhatCameCouldNotStandInAHeaderOrALog(String id) {
    assertThat(RequestId.of(null, id)).matches("[0-9a-f]{16}");
    assertThat(RequestId.of(null, "x".repeat(65))).matches("[0-9a-f]{16}");
  }
}
