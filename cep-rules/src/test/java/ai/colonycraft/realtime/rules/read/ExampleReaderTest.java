package ai.colonycraft.realtime.rules.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.rules.Example;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExampleReaderTest {

  private static final String GOOD =
      """
      - name: it fails twice
        events:
          - {at: 5 s, times: 2, every: 10 s, type: error, service: api, version: '2', orderId: 7}
          - {at: 0 s, type: health_changed, service: api, value: 0}
        until: 1 min
        matches:
          - api fails
        ends: [recovered, open]
      - name: nothing
        events:
          - {at: 0 s, type: error}
        matches: []
      """;

  @Test
  void readsEventsInTheOrderOfTheirTimes() throws Exception {
    List<Example> examples = ExampleReader.read("a.examples.yaml", "a", GOOD);
    assertThat(examples).extracting(Example::name).containsExactly("it fails twice", "nothing");
    Example first = examples.get(0);
    assertThat(first.until()).contains(Duration.ofMinutes(1));
    assertThat(first.titles()).containsExactly("api fails");
    assertThat(first.ends()).contains(List.of("recovered", "open"));
    assertThat(examples.get(1).ends()).isEmpty();
    assertThat(first.events())
        .extracting(event -> event.timestamp() - Example.START)
        .containsExactly(0L, 5_000L, 15_000L);
    assertThat(first.events().get(0).value(Field.VALUE)).isEqualTo(0.0);
    assertThat(first.events().get(1).unknown()).containsEntry("orderId", 7L);
    assertThat(examples.get(1).titles()).isEmpty();
  }

  @Test
  void namesEveryProblemWithItsPlaceAndMend() {
    String bad =
        GOOD.replace("'2'", "2")
            .replace("until: 1 min", "until: soon")
            .replace("recovered", "over")
            .replace("  matches: []\n", "  match: []\n")
            .replace("{at: 0 s, type: error}", "{type: error, timestamp: 5}");
    assertThatThrownBy(() -> ExampleReader.read("a.examples.yaml", "a", bad))
        .isInstanceOf(InvalidRuleException.class)
        .hasMessage(
            """
            a.examples.yaml:3:76: rule a, [0].events[0].version: expected a string, found 2; put \
            it in quotes
            a.examples.yaml:5:10: rule a, [0].until: expected a duration with its unit (ms, s, \
            min, h, d), found "soon"
            a.examples.yaml:8:10: rule a, [0].ends: expected one of recovered, expired, replaced, \
            open, found "over"
            a.examples.yaml:9:3: rule a, [1].matches: expected the titles of the notifications, \
            or [] for none, found nothing
            a.examples.yaml:11:7: rule a, [1].events[0].at: expected when it happens, from the \
            start on, for example 30 s, found nothing
            a.examples.yaml:11:32: rule a, [1].events[0].timestamp: expected no timestamp: when \
            it happens is said by at
            a.examples.yaml:12:3: rule a, [1].match: no such key; the nearest is matches\
            """);
  }

  @Test
  void refusesWhatIsNoList() {
    assertThatThrownBy(() -> ExampleReader.read("a", "a", ""))
        .hasMessageContaining("found nothing");
    assertThatThrownBy(() -> ExampleReader.read("a", "a", "- [")).hasMessageContaining("not YAML");
  }
}
