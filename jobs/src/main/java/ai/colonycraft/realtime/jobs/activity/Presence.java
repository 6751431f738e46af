package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** What the count of active users is made of. */
sealed interface Presence {

  /** How Flink writes one. */
  ValueType<Presence> VALUE_TYPE = ValueType.of(Presence.class, new Serializer());

  /** Event time has come this far: the newest timestamp seen, epoch milliseconds. */
  record Newest(long timestamp) implements Presence {}

  /**
   * So many more users, or fewer, have their last event in this second and place.
   *
   * @param second epoch seconds
   */
  record Moved(long second, Place place, long users) implements Presence {}

  /** Writes {@link Presence}. */
  final class Serializer extends ValueSerializer<Presence> {

    @Override
    public void serialize(Presence presence, DataOutputView out) throws IOException {
      if (presence instanceof Moved moved) {
        out.writeBoolean(true);
        out.writeLong(moved.second);
        Place.write(moved.place, out);
        out.writeLong(moved.users);
      } else if (presence instanceof Newest newest) {
        out.writeBoolean(false);
        out.writeLong(newest.timestamp);
      }
    }

    @Override
    public Presence deserialize(DataInputView in) throws IOException {
      return in.readBoolean()
          ? new Moved(in.readLong(), Place.read(in), in.readLong())
          : new Newest(in.readLong());
    }
  }
}
