package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.TextReader;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import ai.colonycraft.realtime.jobs.types.WrittenTexts;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What the counts by user need of an event. Each event has one that crosses the network, with
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

  /** What an event that is in time tells of its user. */
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

  /** Writes {@link Sighting}. Remembers places and has a buffer, so it is for one thread alone. */
  public static final class Serializer extends ValueSerializer<Sighting> {

    private static final int TOO_LATE = 1;
    private static final int ENDED = 2;
    private static final int TOKENS = 4;

    private static final VarHandle LONGS =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private transient Places places = new Places();
    private transient TextReader texts = new TextReader();

    @Override
    public Serializer duplicate() {
      return new Serializer();
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      places = new Places();
      texts = new TextReader();
    }

    /** What stands before the rest. */
    static byte flags(boolean tooLate, boolean ended, long tokens) {
      return (byte) ((tooLate ? TOO_LATE : 0) | (ended ? ENDED : 0) | (tokens > 0 ? TOKENS : 0));
    }

    /** The timestamp of a sighting that was written at a place. */
    static long timestamp(byte[] in, int at) {
      return (long) LONGS.get(in, at + 1);
    }

    /** The tokens of a sighting that was written from one place to another. */
    static long tokens(byte[] in, int at, int end) {
      return (in[at] & TOKENS) != 0 ? (long) LONGS.get(in, end - Long.BYTES) : 0;
    }

    /** The user of a sighting that was written at a place. */
    static String userId(byte[] in, int at) {
      return WrittenTexts.text(in, at + 1 + Long.BYTES);
    }

    /** Where the region stands of a sighting that was written at a place. */
    static int regionAt(byte[] in, int at) {
      int usernameAt = WrittenTexts.end(in, at + 1 + Long.BYTES);
      int place = Places.first(in, WrittenTexts.end(in, usernameAt));
      return WrittenTexts.end(in, place);
    }

    /** Writes again what was written, but for {@link Sighting#tooLate}. */
    static void copy(byte[] in, int at, int end, boolean tooLate, DataOutputView out)
        throws IOException {
      out.writeByte(tooLate ? in[at] | TOO_LATE : in[at]);
      out.write(in, at + 1, end - at - 1);
    }

    @Override
    public void serialize(Sighting sighting, DataOutputView out) throws IOException {
      out.writeByte(flags(sighting.tooLate, sighting.ended, sighting.tokens));
      out.writeLong(sighting.timestamp);
      Bytes.writeText(sighting.userId, out);
      Bytes.writeText(sighting.username, out);
      Places.write(sighting.place, out);
      if (sighting.tokens > 0) {
        out.writeLong(sighting.tokens);
      }
    }

    @Override
    public Sighting deserialize(DataInputView in) throws IOException {
      int flags = in.readByte();
      long timestamp = in.readLong();
      String userId = texts.read(in);
      String username = texts.read(in);
      Place place = places.read(in);
      long tokens = (flags & TOKENS) != 0 ? in.readLong() : 0;
      return new Sighting(
          userId,
          username,
          timestamp,
          place,
          tokens,
          (flags & TOO_LATE) != 0,
          (flags & ENDED) != 0);
    }
  }
}
