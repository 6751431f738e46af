package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * An event, and whether it can still correct its window. Live numbers count both kinds; finished
 * windows and sessions only those in time.
 *
 * @param event the event
 * @param tooLate whether its window is closed for good
 */
public record Arrival(Event event, boolean tooLate) {

  /** How Flink writes one, where the chain from the source is broken. */
  public static final ValueType<Arrival> VALUE_TYPE = ValueType.of(Arrival.class, new Serializer());

  /** Writes {@link Arrival}. */
  public static final class Serializer extends ValueSerializer<Arrival> {

    private static final EventSerializer EVENTS = new EventSerializer();

    @Override
    public void serialize(Arrival arrival, DataOutputView out) throws IOException {
      out.writeBoolean(arrival.tooLate);
      EVENTS.serialize(arrival.event, out);
    }

    @Override
    public Arrival deserialize(DataInputView in) throws IOException {
      boolean tooLate = in.readBoolean();
      return new Arrival(EVENTS.deserialize(in), tooLate);
    }
  }
}
