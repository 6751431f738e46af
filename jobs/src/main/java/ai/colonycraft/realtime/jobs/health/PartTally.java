package ai.colonycraft.realtime.jobs.health;

import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The requests to one version and route of a service between two flushes of one source.
 *
 * @param service as {@code api-gateway}, or {@code unknown}
 * @param version empty if the requests did not say it
 * @param route as {@code /colonies/{id}}; empty if the requests did not say it
 * @param requests of all kinds
 * @param errors those answered with a status of 500 or above
 */
record PartTally(String service, String version, String route, long requests, long errors) {

  /** How Flink writes one. */
  static final ValueType<PartTally> VALUE_TYPE = ValueType.of(PartTally.class, new Serializer());

  /** Writes {@link PartTally}. */
  public static final class Serializer extends ValueSerializer<PartTally> {

    @Override
    public void serialize(PartTally tally, DataOutputView out) throws IOException {
      Bytes.writeText(tally.service, out);
      Bytes.writeText(tally.version, out);
      Bytes.writeText(tally.route, out);
      out.writeLong(tally.requests);
      out.writeLong(tally.errors);
    }

    @Override
    public PartTally deserialize(DataInputView in) throws IOException {
      return new PartTally(
          Bytes.readText(in), Bytes.readText(in), Bytes.readText(in), in.readLong(), in.readLong());
    }
  }
}
