package ai.colonycraft.realtime.push.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.colonycraft.realtime.push.hub.Selector;
import ai.colonycraft.realtime.push.session.Since;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {

  @Test
  void eachMetricHasTheLabelsThatFollowIt() throws Exception {
    Query query = new Query("metric=a&platform=*&metric=b&lastEventId=x&metric=c&n=%C3%A9+%26");

    assertThat(query.selectors(List.of("lastEventId")))
        .containsExactly(
            new Selector("a", Map.of("platform", "*")),
            Selector.total("b"),
            new Selector("c", Map.of("n", "é &")));
  }

  @Test
  void noQueryHasNoParameters() throws Exception {
    assertThat(new Query(null).selectors(List.of())).isEmpty();
    assertThat(new Query("").first("a")).isEmpty();
  }

  @Test
  void refusesWhatIsNotEncodedAsItMustBe() {
    assertThatExceptionOfType(Query.BadQueryException.class)
        .isThrownBy(() -> new Query("metric=%ZZ"));
  }

  @Test
  void takesAValueAtItsLimitAndNotOneLetterMore() throws Exception {
    assertThat(new Query("a=" + "x".repeat(200)).first("a")).isPresent();
    assertThatExceptionOfType(Query.BadQueryException.class)
        .isThrownBy(() -> new Query("a=" + "x".repeat(201)));
  }

  @Test
  void takesAsManyParametersAsItMayAndNotOneMore() throws Exception {
    assertThat(new Query("a=1&".repeat(500)).first("a")).isPresent();
    assertThatExceptionOfType(Query.BadQueryException.class)
        .isThrownBy(() -> new Query("a=1&".repeat(501)));
  }

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
