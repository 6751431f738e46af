package ai.colonycraft.realtime.rules.match;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MatchedEventTest {

  private static Event event(String type, long time, Map<Field, Object> fields) {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = type;
    values[Field.TIMESTAMP.ordinal()] = time;
    fields.forEach((field, value) -> values[field.ordinal()] = value);
    return new Event(time, values, Map.of());
  }

  private static List<MatchedEvent> of(Map<String, List<Event>> steps) {
    return MatchedEvent.of(new Match(null, "", steps, 0));
  }

  @Test
  void saysWhatEachEventSaysInTheOrderOfTheirTime() {
    assertThat(
            of(
                Map.of(
                    "failed",
                    List.of(
                        event(
                            "http_request",
                            7,
                            Map.of(Field.STATUS_CODE, 503L, Field.USER_ID, "u-1"))),
                    "deployment",
                    List.of(event("deployment_finished", 3, Map.of(Field.VERSION, "2"))))))
        .containsExactly(
            new MatchedEvent("deployment", "deployment_finished", 3, Map.of("version", "2")),
            new MatchedEvent("failed", "http_request", 7, Map.of("statusCode", 503L)));
  }

  @Test
  void keepsTheFirstAndTheLastOfMany() {
    List<Event> many = IntStream.range(0, 200).mapToObj(i -> event("a", i, Map.of())).toList();

    assertThat(of(Map.of("it", many)))
        .extracting(MatchedEvent::timestamp)
        .containsExactly(0L, 1L, 2L, 3L, 196L, 197L, 198L, 199L);
  }

  @Test
  void shortensTextsBetweenCharacters() {
    String face = "\uD83D\uDE00";
    List<MatchedEvent> events =
        of(
            Map.of(
                "it", List.of(event("a", 0, Map.of(Field.MESSAGE, "x".repeat(99) + face + "y")))));

    assertThat(events.get(0).facts()).containsEntry("message", "x".repeat(99) + "…");
  }
}
