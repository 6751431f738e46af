package ai.colonycraft.realtime.push.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.colonycraft.realtime.push.hub.Selector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
}
