package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.types.Bytes;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Places are few and events many: keeps one object and one written form of each place that was seen
 * lately. A fixed table in which a newcomer takes the place of whoever had its slot. Not
 * thread-safe.
 */
final class Places {

  private static final int SLOTS = 4096;

  private record Known(Place place, byte[] written) {}

  private final Known[] byPlace = new Known[SLOTS];
  private final Known[] byWritten = new Known[SLOTS];
  private final DataOutputSerializer out = new DataOutputSerializer(64);
  private byte[] buffer = new byte[64];

  /** The place that an event names. */
  Place of(Event event) throws IOException {
    String countryCode = Place.orEmpty(event.text(Field.COUNTRY_CODE));
    String region = Place.orEmpty(event.text(Field.REGION));
    String platform = Place.orEmpty(event.text(Field.PLATFORM));
    int slot = slot(Place.hash(countryCode, region, platform));
    Known known = byPlace[slot];
    if (known == null || !known.place.is(countryCode, region, platform)) {
      known = known(new Place(countryCode, region, platform));
      byPlace[slot] = known;
    }
    return known.place;
  }

  void write(Place place, DataOutputView to) throws IOException {
    int slot = slot(place.hashCode());
    Known known = byPlace[slot];
    if (known == null || !known.place.equals(place)) {
      known = known(place);
      byPlace[slot] = known;
    }
    Bytes.writeLength(known.written.length, to);
    to.write(known.written);
  }

  Place read(DataInputView in) throws IOException {
    int length = Bytes.readLength(in);
    if (buffer.length < length) {
      buffer = new byte[length];
    }
    in.readFully(buffer, 0, length);
    int hash = length;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + buffer[i];
    }
    int slot = slot(hash);
    Known known = byWritten[slot];
    if (known == null
        || !Arrays.equals(known.written, 0, known.written.length, buffer, 0, length)) {
      byte[] written = Arrays.copyOf(buffer, length);
      known = new Known(Place.read(new DataInputDeserializer(written)), written);
      byWritten[slot] = known;
    }
    return known.place;
  }

  private Known known(Place place) throws IOException {
    out.clear();
    place.write(out);
    return new Known(place, out.getCopyOfBuffer());
  }

  private static int slot(int hash) {
    return (hash ^ hash >>> 15) & SLOTS - 1;
  }
}
