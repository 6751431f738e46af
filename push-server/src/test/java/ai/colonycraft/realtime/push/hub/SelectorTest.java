package ai.colonycraft.realtime.push.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {

  private static final Map<String, String> WEB = Map.of("platform", "web");

  @Test
  void withoutLabelsMeansTheTotalOnly() {
    Selector users = Selector.total("active_users");

    assertThat(users.matches("active_users", Map.of())).isTrue();
    assertThat(users.matches("active_users", WEB)).isFalse();
    assertThat(users.matches("active_sessions", Map.of())).isFalse();
  }

  @Test
  void aStarTakesAnyValueOfALabel() {
    Selector byPlatform = new Selector("active_users", Map.of("platform", "*"));

    assertThat(byPlatform.matches("active_users", WEB)).isTrue();
    assertThat(byPlatform.matches("active_users", Map.of("platform", "ios"))).isTrue();
  }

  @Test
  void labelsMeanJustTheseNames() {
    Selector byPlatform = new Selector("active_users", Map.of("platform", "*"));

    assertThat(byPlatform.matches("active_users", Map.of())).isFalse();
    assertThat(byPlatform.matches("active_users", Map.of("region", "web"))).isFalse();
    assertThat(byPlatform.matches("active_users", Map.of("platform", "web", "region", "eu")))
        .isFalse();
  }

  @Test
  void anyOtherValueOfALabelMustBeEqual() {
    Selector web = new Selector("active_users", WEB);

    assertThat(web.matches("active_users", WEB)).isTrue();
    assertThat(web.matches("active_users", Map.of("platform", "webos"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "*, request_rate, true",
    "request*, request_rate, true",
    "request*, request, true",
    "request*, a_request, false",
    "*_total, llm_tokens_total, true",
    "*_total, llm_tokens_total_x, false",
    "a*b*c, a1b2c, true",
    "a*b*c, a1c2b, false",
    "a**, a, true",
    "a.*, ab, false"
  })
  void aStarInTheNameStandsForAnyCharacters(String pattern, String metric, boolean expected) {
    assertThat(Selector.total(pattern).matches(metric, Map.of())).isEqualTo(expected);
  }

  @Test
  void aPatternThatHardlyMatchesIsNoBurden() {
    Selector hard = Selector.total("*a".repeat(100) + "b");
    String text = "a".repeat(10_000);

    assertTimeout(Duration.ofSeconds(2), () -> hard.matches(text, Map.of()));
  }
}
