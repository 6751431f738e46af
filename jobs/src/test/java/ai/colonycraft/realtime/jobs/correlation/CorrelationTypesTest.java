package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.types.SerializerContract;
import ai.colonycraft.realtime.rules.Key;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CorrelationTypesTest {

  private static Routed routed(Key key, String value) {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = "error";
    values[Field.TIMESTAMP.ordinal()] = 5L;
    return new Routed(key, value, "service-events", new Event(5, values, Map.of("tier", "gold")));
  }

  @Test
  void bringsBackEventsOfEveryKey() throws Exception {
    SerializerContract.holds(
        new Routed.Serializer(),
        Arrays.stream(Key.values()).map(key -> routed(key, "v:1")).toArray(Routed[]::new));
  }

  @Test
  void findsKindAndValueInAnAddress() {
    for (Key key : Key.values()) {
      String address = routed(key, "a:b").address();
      assertThat(Routed.key(address)).isEqualTo(key);
      assertThat(Routed.value(address)).isEqualTo("a:b");
    }
  }

  @Test
  void bringsBackRulesAndTheirDeletion() throws Exception {
    RuleUpdate rule = new RuleUpdate("r-1", "id: r-1\n", 7);
    SerializerContract.holds(
        new RuleUpdate.Serializer(), rule, new RuleUpdate("", null, Long.MAX_VALUE));
    SerializerContract.refusesAnotherFormat(
        new RuleUpdate.Serializer(), rule, "a rule has format 127, this jar reads 1");
  }
}
