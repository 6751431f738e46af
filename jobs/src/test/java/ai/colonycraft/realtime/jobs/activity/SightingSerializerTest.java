package ai.colonycraft.realtime.jobs.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class SightingSerializerTest {

  private final Sighting.Serializer serializer = new Sighting.Serializer();

  private static Sighting at(Place place) {
    return new Sighting("u", null, 5, place, 0, false, false);
  }

  @Test
  void bringsEveryPlaceBackHoweverManyShareASlot() throws IOException {
    Random random = new Random(5);
    List<Place> written = new ArrayList<>();
    DataOutputSerializer out = new DataOutputSerializer(1024);
    for (int i = 0; i < 50_000; i++) {
      // More places than slots, and texts of any length and script.
      int n = random.nextInt(9_000);
      Place place = new Place("C" + n % 90, "地区-" + n, "p".repeat(n % 300));
      serializer.serialize(at(place), out);
      written.add(place);
    }
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    for (Place place : written) {
      assertThat(serializer.deserialize(in).place()).isEqualTo(place);
    }
    assertThat(in.available()).isZero();
  }

  @Test
  void readsWhatAnotherWrote() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    Place place = new Place("DE", "eu-west-1", "web");
    serializer.serialize(at(place), out);
    serializer.serialize(at(place), out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());

    Place first = serializer.deserialize(in).place();
    assertThat(first).isEqualTo(place);
    assertThat(serializer.deserialize(in).place()).as("the same object").isSameAs(first);
  }
}
