package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.types.Bytes;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A service in a region.
 *
 * @param service as {@code api-gateway}
 * @param region as {@code eu-west-1}, or {@code unknown}
 */
record ServicePlace(String service, String region) {

  /** Where an event of service-events happened. */
  static ServicePlace of(Event event) {
    return new ServicePlace(
        Labels.of(event.text(Field.SERVICE)), Labels.of(event.text(Field.REGION)));
  }

  /** Names the place, as {@code api-gateway/eu-west-1}; a slash in the service is escaped. */
  String key() {
    return service.replace("%", "%25").replace("/", "%2F") + '/' + region;
  }

  void write(DataOutputView out) throws IOException {
    Bytes.writeText(service, out);
    Bytes.writeText(region, out);
  }

  static ServicePlace read(DataInputView in) throws IOException {
    return new ServicePlace(Bytes.readText(in), Bytes.readText(in));
  }
}
