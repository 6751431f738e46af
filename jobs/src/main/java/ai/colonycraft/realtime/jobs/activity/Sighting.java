package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.event.ByteCache;
import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.TextReader;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.UncheckedIOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The part of an event that the counts by user need. It crosses the network for each event, with
 * others in {@link Sightings}, so it holds no more.
 *
 * @param userId who
 * @param username the user's name, or null
 * @param timestamp when, epoch milliseconds
 * @param place where
 * @param tokens spent, at least 0
 * @param tooLate whether its window is closed for good
 * @param ended whether the user ended the session with it
 */
public record Sighting(
    String userId,
    String username,
    long timestamp,
    Place place,
    long tokens,
    boolean tooLate,
    boolean ended) {

  /** How Flink writes one. */
  public static final ValueType<Sighting> VALUE_TYPE =
      ValueType.of(Sighting.class, new Serializer());

  static final String SESSION_ENDED = "session_ended";

  /** The sighting of an event that is in time. */
  static Sighting of(Event event) {
    return new Sighting(
        event.text(Field.USER_ID),
        event.text(Field.USERNAME),
        event.timestamp(),
        new Place(
            event.text(Field.COUNTRY_CODE), event.text(Field.REGION), event.text(Field.PLATFORM)),
        Math.max(0, event.integer(Field.TOKENS, 0)),
        false,
        event.type().equals(SESSION_ENDED));
  }

  /**
   * Writes {@link Sighting} in its {@link SightingFormat}. Caches places and texts: not
   * thread-safe.
   */
  public static final class Serializer extends ValueSerializer<Sighting> {

    private static final int PLACES = 4096;

    private transient ByteCache<Place> places = places();
    private transient byte[] buffer = new byte[64];
    private transient TextReader texts = new TextReader();

    private static ByteCache<Place> places() {
      return new ByteCache<>(PLACES, Serializer::place);
    }

    private static Place place(byte[] bytes) {
      try {
        return Place.read(new DataInputDeserializer(bytes));
      } catch (IOException e) {
        throw new UncheckedIOException("no place in " + bytes.length + " bytes", e);
      }
    }

    @Override
    public Serializer duplicate() {
      return new Serializer();
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      places = places();
      buffer = new byte[64];
      texts = new TextReader();
    }

    @Override
    public void serialize(Sighting sighting, DataOutputView out) throws IOException {
      SightingFormat.write(sighting, out);
    }

    @Override
    public Sighting deserialize(DataInputView in) throws IOException {
      int flags = in.readByte();
      long timestamp = in.readLong();
      String userId = texts.read(in);
      String username = texts.read(in);
      Place place = readPlace(in);
      long tokens = SightingFormat.hasTokens(flags) ? in.readLong() : 0;
      return new Sighting(
          userId,
          username,
          timestamp,
          place,
          tokens,
          SightingFormat.isTooLate(flags),
          SightingFormat.isEnded(flags));
    }

    private Place readPlace(DataInputView in) throws IOException {
      int length = Bytes.readLength(in);
      if (buffer.length < length) {
        buffer = new byte[length];
      }
      in.readFully(buffer, 0, length);
      return places.get(buffer, 0, length);
    }
  }
}
