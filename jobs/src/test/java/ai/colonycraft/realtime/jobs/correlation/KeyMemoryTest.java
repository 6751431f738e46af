package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.event.EventSerializer;
import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.rules.Severity;
import ai.colonycraft.realtime.rules.match.Incident;
import ai.colonycraft.realtime.rules.match.MatchedEvent;
import ai.colonycraft.realtime.rules.match.Notification;
import ai.colonycraft.realtime.rules.match.OpenIncidents;
import ai.colonycraft.realtime.rules.match.PartialMatchesSerializer;
import ai.colonycraft.realtime.rules.match.RuleMatcher;
import ai.colonycraft.realtime.rules.read.RuleReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class KeyMemoryTest {

  private static final KeyMemory.Serializer SERIALIZER = new KeyMemory.Serializer();

  private static Incident incident(String id, Optional<String> url) {
    return incident(
        id,
        url,
        List.of(new MatchedEvent("first", "a", 4, Map.of("service", "s", "statusCode", 503L))));
  }

  private static Incident incident(String id, Optional<String> url, List<MatchedEvent> events) {
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("text", "é\u2192");
    context.put("long", 1L << 40);
    context.put("double", 0.5);
    context.put("truth", true);
    return new Incident(
        new Notification(id, Severity.WARNING, "t", "m", 5, "rule", context, url),
        events,
        "rule/" + id,
        Map.of("version", "1", "tokens", 7L),
        3,
        8,
        18,
        Optional.empty());
  }

  @Test
  void bringsBackOpenIncidents() throws Exception {
    List<Incident> open =
        List.of(incident("b", Optional.of("/x")), incident("a", Optional.empty()));
    KeyMemory memory = new KeyMemory();
    memory.incidents.put("rule", new RuleIncidents(77, new OpenIncidents(open)));

    KeyMemory read = SERIALIZER.copy(memory);

    assertThat(read.incidents).containsOnlyKeys("rule");
    assertThat(read.incidents.get("rule").version()).isEqualTo(77);
    assertThat(read.incidents.get("rule").open().all()).containsExactlyElementsOf(open);
    assertThat(read.isEmpty()).isFalse();
  }

  /** The form before there were incidents. */
  private static byte[] format1(Event waiting) throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeByte(1);
    out.writeLong(9);
    Bytes.writeLength(1, out);
    new EventSerializer().serialize(waiting, out);
    Bytes.writeLength(1, out);
    Bytes.writeText("pair", out);
    out.writeLong(42);
    out.writeLong(1000);
    String rule =
        """
        {id: pair, key: userId, within: 1 h, severity: info,
         steps: [{name: a, type: a}, {name: b, type: b}],
         notification: {title: t, message: m}}
        """;
    new PartialMatchesSerializer(new EventSerializer())
        .write(new RuleMatcher(RuleReader.read("pair", rule)).start(), out);
    return out.getCopyOfBuffer();
  }

  @Test
  void readsTheStateOfEarlierVersions() throws Exception {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = "a";
    values[Field.TIMESTAMP.ordinal()] = 7L;
    Event waiting = new Event(7, values, Map.of());

    KeyMemory read = SERIALIZER.deserialize(new DataInputDeserializer(format1(waiting)));

    assertThat(read.wakeAt).isEqualTo(9);
    assertThat(read.waiting).containsExactly(waiting);
    assertThat(read.rules.get("pair").version).isEqualTo(42);
    assertThat(read.rules.get("pair").quietUntil).isEqualTo(1000);
    assertThat(read.incidents).isEmpty();
  }

  /** The form before incidents had the events of their match: nothing stood where they stand. */
  @Test
  void readsOpenIncidentsOfAnEarlierVersion() throws Exception {
    KeyMemory memory = new KeyMemory();
    memory.incidents.put(
        "rule",
        new RuleIncidents(
            77, new OpenIncidents(List.of(incident("a", Optional.empty(), List.of())))));
    DataOutputSerializer out = new DataOutputSerializer(64);
    SERIALIZER.serialize(memory, out);
    byte[] written = out.getCopyOfBuffer();
    byte[] format3 = Arrays.copyOf(written, written.length - emptyList().length);
    format3[0] = 3;

    KeyMemory read = SERIALIZER.deserialize(new DataInputDeserializer(format3));

    assertThat(read.incidents.get("rule").open().all())
        .containsExactly(incident("a", Optional.empty(), List.of()));
  }

  private static byte[] emptyList() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(8);
    Bytes.writeLength(0, out);
    return out.getCopyOfBuffer();
  }

  @Test
  void refusesTheStateOfLaterVersions() {
    assertThatThrownBy(
            () -> SERIALIZER.deserialize(new DataInputDeserializer(new byte[] {5, 0, 0, 0})))
        .isInstanceOf(IOException.class)
        .hasMessage("a key's memory has format 5, this jar reads 1 to 4");
  }
}
