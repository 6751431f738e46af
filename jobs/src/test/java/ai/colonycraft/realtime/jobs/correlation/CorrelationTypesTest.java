package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.types.SerializerContract;
import ai.colonycraft.realtime.rules.EventField;
import ai.colonycraft.realtime.rules.Key;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CorrelationTypesTest {

  private static final List<Key> KEYS =
      List.of(
          Key.USER_ID,
          Key.TRACE_ID,
          Key.NONE,
          Key.of(List.of(EventField.read("service"), EventField.read("extra['a:,b']"))),
          Key.of(List.of(EventField.read("statusCode"))));

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
        KEYS.stream().map(key -> routed(key, "v:1")).toArray(Routed[]::new));
  }

  @Test
  void findsKindAndValueInAnAddress() {
    for (Key key : KEYS) {
      String address = routed(key, "a:b").address();
      assertThat(Routed.kind(address)).isEqualTo(key.id());
      assertThat(Routed.value(address)).isEqualTo("a:b");
    }
  }

  @Test
  void keepsTheAddressesOfEarlierVersions() {
    assertThat(routed(Key.USER_ID, "ada").address()).isEqualTo("0:ada");
    assertThat(routed(Key.TRACE_ID, "t").address()).isEqualTo("5:t");
    assertThat(routed(Key.NONE, "").address()).isEqualTo("6:");
  }

  @Test
  void bringsBackRulesAndTheirDeletion() throws Exception {
    RuleUpdate rule = new RuleUpdate("r-1", "id: r-1\n", 7);
    SerializerContract.holds(
        new RuleUpdate.Serializer(), rule, new RuleUpdate("", null, Long.MAX_VALUE));
    SerializerContract.refusesAnotherFormat(
        new RuleUpdate.Serializer(), rule, "a rule has format 127, this jar reads 1");
  }

  @Test
  void bringsBackReportsOfRules() throws Exception {
    RuleReport report = new RuleReport(3, "r-1", 1, -1, 5, true, "it broke");
    SerializerContract.holds(
        new RuleReport.Serializer(), report, new RuleReport(0, "r", 0, 2, 0, false, ""));
    SerializerContract.refusesAnotherFormat(
        new RuleReport.Serializer(), report, "a report of a rule has format 127, this jar reads 1");
  }
}
