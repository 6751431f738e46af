package ai.colonycraft.realtime.jobs.event;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.IgnoredFields;
import ai.colonycraft.realtime.event.Refusal;
import ai.colonycraft.realtime.jobs.source.EventTimeExtractor;
import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What one record of Kafka turned out to be: either an event or a refused record.
 *
 * @param event the event; null if the record was refused
 * @param refused the refused record; null if it is an event
 * @param ignored the optional fields of the event that count as absent
 * @param progress the newest event time of its partition before it, bounded by arrival, epoch
 *     milliseconds, or {@link EventTimeExtractor#NONE}
 */
public record Inbound(Event event, DeadLetter refused, IgnoredFields ignored, long progress) {

  /** Event time of what records become. */
  static final EventTimeExtractor<Inbound> EVENT_TIME = new EventTime();

  /** How Flink writes one, where the chain from the source is broken. */
  public static final ValueType<Inbound> VALUE_TYPE = ValueType.of(Inbound.class, new Serializer());

  public Inbound {
    if ((event == null) == (refused == null)) {
      throw new IllegalArgumentException("expected an event or a refusal, found both or neither");
    }
  }

  /** The first of its partition. */
  public Inbound(Event event, DeadLetter refused) {
    this(event, refused, IgnoredFields.NONE, EventTimeExtractor.NONE);
  }

  /** An event, the first of its partition, with what of it was ignored. */
  static Inbound of(Event event, IgnoredFields ignored) {
    return new Inbound(event, null, ignored, EventTimeExtractor.NONE);
  }

  private static final class EventTime implements EventTimeExtractor<Inbound> {

    @Override
    public long timestamp(Inbound inbound) {
      return inbound.event == null ? NONE : inbound.event.timestamp();
    }

    @Override
    public Inbound after(Inbound inbound, long progress) {
      return new Inbound(inbound.event, inbound.refused, inbound.ignored, progress);
    }
  }

  /** Writes {@link Inbound}. */
  public static final class Serializer extends ValueSerializer<Inbound> {

    private static final EventSerializer EVENTS = new EventSerializer();

    @Override
    public void serialize(Inbound inbound, DataOutputView out) throws IOException {
      out.writeBoolean(inbound.event != null);
      if (inbound.event != null) {
        EVENTS.serialize(inbound.event, out);
        out.writeLong(inbound.ignored.wrongType());
        out.writeLong(inbound.ignored.outOfRange());
        out.writeLong(inbound.progress);
        return;
      }
      DeadLetter letter = inbound.refused;
      Bytes.writeText(letter.topic(), out);
      out.writeInt(letter.partition());
      out.writeLong(letter.offset());
      out.writeLong(letter.timestamp());
      Bytes.writeConstant(letter.reason(), out);
      Bytes.writeText(letter.detail(), out);
      out.writeInt(letter.bytes() == null ? -1 : letter.bytes().length);
      if (letter.bytes() != null) {
        out.write(letter.bytes());
      }
    }

    @Override
    public Inbound deserialize(DataInputView in) throws IOException {
      if (in.readBoolean()) {
        Event event = EVENTS.deserialize(in);
        IgnoredFields ignored = new IgnoredFields(in.readLong(), in.readLong());
        return new Inbound(event, null, ignored, in.readLong());
      }
      String topic = Bytes.readText(in);
      int partition = in.readInt();
      long offset = in.readLong();
      long timestamp = in.readLong();
      Refusal reason = Bytes.readConstant(Refusal.values(), in);
      String detail = Bytes.readText(in);
      int size = in.readInt();
      byte[] bytes = size < 0 ? null : new byte[size];
      if (bytes != null) {
        in.readFully(bytes);
      }
      return new Inbound(
          null, new DeadLetter(topic, partition, offset, timestamp, reason, detail, bytes));
    }
  }
}
