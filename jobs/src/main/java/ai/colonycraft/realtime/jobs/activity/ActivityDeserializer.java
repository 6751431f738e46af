package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.EventParser;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.event.PlainFields;
import ai.colonycraft.realtime.event.Refusal;
import ai.colonycraft.realtime.event.RefusedException;
import ai.colonycraft.realtime.jobs.event.AheadOfArrival;
import ai.colonycraft.realtime.jobs.event.DeadLetter;
import ai.colonycraft.realtime.jobs.types.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Parses the records of {@code user-activity} on the thread that fetches them, while their bytes
 * are in the processor's cache, and returns the short form that {@link Activity} describes, which
 * has half of the bytes. It never fails because of a record's content: for a refused one it returns
 * the reason and the bytes.
 */
public final class ActivityDeserializer implements Deserializer<byte[]> {

  /** Kafka's key for whether timestamps far ahead of the clock are refused. */
  static final String LIVE = "colonycraft.activity.live";

  private final ActivityWriter writer = new ActivityWriter();
  private final PlainFields fields = new PlainFields();
  private EventParser parser;

  /** For Kafka, which makes one for each consumer. */
  public ActivityDeserializer() {}

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    boolean live = Boolean.parseBoolean(String.valueOf(configs.get(LIVE)));
    parser =
        new EventParser(
            Field.USER_ID,
            UserActivity.FIELDS,
            false,
            live ? System::currentTimeMillis : EventParser.NO_CLOCK);
  }

  @Override
  public byte[] deserialize(String topic, Headers headers, ByteBuffer value) {
    if (!value.hasArray()) {
      byte[] copy = new byte[value.remaining()];
      value.get(copy);
      return read(copy, 0, copy.length);
    }
    return read(value.array(), value.arrayOffset() + value.position(), value.remaining());
  }

  @Override
  public byte[] deserialize(String topic, byte[] value) {
    return value == null ? null : read(value, 0, value.length);
  }

  private byte[] read(byte[] bytes, int from, int length) {
    try {
      return form(bytes, from, length);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  private byte[] form(byte[] bytes, int from, int length) throws IOException {
    try {
      return parser.find(bytes, from, length, fields)
          ? writer.write(bytes, fields)
          : write(parser.parse(bytes, from, length));
    } catch (RefusedException e) {
      return refusal(e, bytes, from, length);
    }
  }

  private byte[] write(Event event) throws IOException {
    return writer.write(event, parser.ignored());
  }

  private static byte[] refusal(RefusedException e, byte[] bytes, int from, int length)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256 + length);
    out.writeByte(Activity.REFUSED);
    Bytes.writeConstant(e.reason(), out);
    Bytes.writeText(e.getMessage(), out);
    out.write(bytes, from, length);
    return out.getCopyOfBuffer();
  }

  /**
   * What a record is whose value this class read. An event that is refused for its arrival has a
   * dead letter without bytes, since only the short form is left of it; the record stands at its
   * offset.
   *
   * @param live whether events far ahead of their arrival are refused
   */
  static Activity activity(ConsumerRecord<byte[], byte[]> record, boolean live) throws IOException {
    byte[] read = record.value();
    if (read == null) {
      RefusedException why = EventParser.noValue();
      return Activity.refused(DeadLetter.of(record, why.reason(), why.getMessage(), null));
    }
    if (read[0] != Activity.REFUSED) {
      return event(record, live);
    }
    DataInputDeserializer in = new DataInputDeserializer(read, 1, read.length - 1);
    Refusal reason = Bytes.readConstant(Refusal.values(), in);
    String detail = Bytes.readText(in);
    byte[] bytes = Arrays.copyOfRange(read, read.length - in.available(), read.length);
    return Activity.refused(DeadLetter.of(record, reason, detail, bytes));
  }

  private static Activity event(ConsumerRecord<byte[], byte[]> record, boolean live) {
    Activity event = Activity.event(record.value());
    RefusedException ahead = live ? AheadOfArrival.refusal(event.timestamp(), record) : null;
    return ahead == null
        ? event
        : Activity.refused(DeadLetter.of(record, ahead.reason(), ahead.getMessage(), null));
  }
}
