package ai.colonycraft.realtime.jobs.health;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.EventParser;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.Contract;
import ai.colonycraft.realtime.jobs.output.Outbound;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class ServiceWindowRecordTest {

  private static final Contract CONTRACT = new Contract("service-windows");

  private static Event event(String more) throws Exception {
    return new EventParser(Field.SERVICE, EnumSet.allOf(Field.class), false, EventParser.NO_CLOCK)
        .parse(
            ("{\"timestamp\":1750000000000,\"service\":\"a/b\",\"region\":\"eu\"," + more + "}")
                .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void hasTheCountsOfAllTypes() throws Exception {
    Event first = event("\"type\":\"http_request\",\"statusCode\":200,\"durationMs\":1");
    ServiceWindow window = new ServiceWindow(ServicePlace.of(first), 60_000);
    window.add(first);
    window.add(event("\"type\":\"http_request\",\"statusCode\":503,\"durationMs\":1000"));
    window.add(event("\"type\":\"http_request\",\"statusCode\":700"));
    window.add(event("\"type\":\"error\",\"severity\":\"critical\""));
    window.add(event("\"type\":\"error\",\"severity\":\"made up\""));
    window.add(event("\"type\":\"resource_usage\",\"cpuSeconds\":0.5,\"memoryBytes\":100"));
    window.add(event("\"type\":\"resource_usage\",\"cpuSeconds\":0.25,\"memoryBytes\":300"));
    window.add(event("\"type\":\"deployment_started\""));

    DataOutputSerializer out = new DataOutputSerializer(64);
    new ServiceWindow.Serializer().serialize(window, out);
    ServiceWindow read =
        new ServiceWindow.Serializer()
            .deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    Outbound record = new ServiceWindowRecord("service-windows", 60_000).of(read);

    assertThat(record.topic()).isEqualTo("service-windows");
    assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("a%2Fb/eu");
    assertThat(CONTRACT.holds(record.value()))
        .isEqualTo(
            "{\"service\":\"a/b\",\"region\":\"eu\",\"start\":60000,\"end\":120000,\"events\":8,"
                + "\"requests\":3,\"responses\":{\"2xx\":1,\"5xx\":1,\"unknown\":1},"
                + "\"errors\":{\"critical\":1,\"other\":1},"
                + "\"latency\":{\"count\":2,\"sumMicros\":1001000,\"buckets\":[[0,1],[349,1]]},"
                + "\"cpuMicros\":750000,"
                + "\"memory\":{\"readings\":2,\"sumBytes\":400,\"maxBytes\":300}}");
  }

  @Test
  void sumsOfResourcesStayAtTheLargestNumber() throws Exception {
    Event most =
        event("\"type\":\"resource_usage\",\"cpuSeconds\":1e9,\"memoryBytes\":1000000000000000");
    ServiceWindow window = new ServiceWindow(ServicePlace.of(most), 60_000);
    for (int i = 0; i < 10_000; i++) {
      window.add(most);
    }
    window.add(window);

    assertThat(
            new String(
                new ServiceWindowRecord("w", 60_000).of(window).value(), StandardCharsets.UTF_8))
        .contains("\"cpuMicros\":" + Long.MAX_VALUE, "\"sumBytes\":" + Long.MAX_VALUE);
  }

  @Test
  void isCopiedBeforeFlinkKeepsIt() throws Exception {
    Event request = event("\"type\":\"http_request\",\"statusCode\":200,\"durationMs\":1");
    ServiceWindow window = new ServiceWindow(ServicePlace.of(request), 60_000);
    window.add(request);

    ServiceWindow copy = new ServiceWindow.Serializer().copy(window);
    window.add(request);

    assertThat(copy.events).isEqualTo(1);
    assertThat(copy.responses).containsEntry("2xx", 1L);
    assertThat(copy.latency.count()).isEqualTo(1);
  }
}
