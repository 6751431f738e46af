package ai.colonycraft.realtime.push.transport.sse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.session.Since;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {

  @Test
  void anEventIdIsReadAsItIsWritten() {
    EventId id = EventId.parse("m.kQ3v_-1x.4711,a.e.-1");

    assertThat(id.since(EventId.METRICS)).isEqualTo(new Since(4711L, "kQ3v_-1x"));
    assertThat(id.since(EventId.ACTIVITY)).isEqualTo(new Since(-1L, "e"));
    assertThat(id.since(EventId.NOTIFICATIONS)).isEqualTo(Since.NOTHING);
    assertThat(id).hasToString("a.e.-1,m.kQ3v_-1x.4711");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "m.e", "m.e.x", "m.e.99999999999999999999", "mm.e.1", ",,,"})
  void anEventIdThatIsNoneIsNoPlace(String text) {
    assertThat(EventId.parse(text)).hasToString("");
  }

  @Test
  void anEventIdThatIsTooLongIsNoPlace() {
    String longest = "m." + "e".repeat(196) + ".1";

    assertThat(EventId.parse(longest).since(EventId.METRICS)).isNotEqualTo(Since.NOTHING);
    assertThat(EventId.parse("e" + longest)).hasToString("");
    assertThat(EventId.parse("m.e" + longest.substring(2))).hasToString("");
  }
}
