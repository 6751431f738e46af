package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.event.IgnoredFields;
import ai.colonycraft.realtime.event.Refusal;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.jobs.types.SerializerContract;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventTypesTest {

  private static Event event(Map<String, Object> unknown, Field... fields) {
    Object[] values = new Object[Field.values().length];
    values[Field.TIMESTAMP.ordinal()] = 1_750_000_000_000L;
    for (Field field : fields) {
      values[field.ordinal()] =
          switch (field.kind()) {
            case TEXT -> "é of " + field.jsonName();
            case INTEGER -> field == Field.TIMESTAMP ? 1_750_000_000_000L : -5L;
            case DECIMAL -> 0.25;
          };
    }
    return new Event(1_750_000_000_000L, values, unknown);
  }

  private static DeadLetter letter(Refusal reason, byte[] bytes) {
    return new DeadLetter("user-activity", 3, 7_000_000_000L, 5, reason, "why", bytes);
  }

  @Test
  void bringsBackEveryFieldOfAnEvent() throws Exception {
    SerializerContract.holds(
        new EventSerializer(),
        event(Map.of(), Field.values()),
        event(Map.of(), Field.TYPE, Field.USER_ID),
        event(Map.of("tier", "gold", "seats", 3L, "load", 0.5, "beta", true, "old", false)));
  }

  @Test
  void bringsBackEventsAndRefusals() throws Exception {
    SerializerContract.holds(
        new Inbound.Serializer(),
        new Inbound(event(Map.of(), Field.TYPE), null),
        Inbound.of(event(Map.of(), Field.TYPE), new IgnoredFields(1, 2)),
        new Inbound(null, letter(Refusal.NOT_JSON, null)),
        new Inbound(null, letter(Refusal.TOO_LARGE, new byte[] {})),
        new Inbound(null, letter(Refusal.WRONG_TYPE, new byte[] {0, -1, 5})));
    SerializerContract.holds(
        new Arrival.Serializer(),
        new Arrival(event(Map.of(), Field.TYPE), true, false, new IgnoredFields(3, 4)),
        new Arrival(event(Map.of("x", "y"), Field.TYPE), false, true, IgnoredFields.NONE));
  }

  @Test
  void bringsBackRecordsOnTheirWayToKafka() throws Exception {
    SerializerContract.holds(
        new Outbound.Serializer(),
        new Outbound("topic", new byte[] {1}, new byte[] {0, 2}),
        new Outbound("topic", null, new byte[] {}),
        new Outbound("topic", new byte[] {}, null));
  }
}
