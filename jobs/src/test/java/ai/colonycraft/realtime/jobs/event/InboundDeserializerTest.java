package ai.colonycraft.realtime.jobs.event;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.event.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InboundDeserializerTest {

  private static final String EVENT =
      "{\"type\":\"page_view\",\"timestamp\":1750000000000,\"userId\":\"u-1\",\"region\":\"eu\"}";

  private final List<Inbound> read = new ArrayList<>();
  private InboundDeserializer deserializer;

  @BeforeEach
  void arriveAtATask() throws Exception {
    deserializer =
        InstantiationUtil.clone(
            new InboundDeserializer(Field.USER_ID, Set.of(Field.REGION), false, false));
    deserializer.open(null);
  }

  private Inbound read(byte[] value) {
    return read(new ConsumerRecord<>("user-activity", 3, 77, null, value));
  }

  private Inbound read(ConsumerRecord<byte[], byte[]> record) {
    read.clear();
    deserializer.deserialize(record, new ListCollector<>(read));
    assertThat(read).hasSize(1);
    return read.get(0);
  }

  @Test
  void makesAnEventOfARecord() {
    Inbound inbound = read(EVENT.getBytes(StandardCharsets.UTF_8));

    assertThat(inbound.refused()).isNull();
    assertThat(inbound.event().text(Field.USER_ID)).isEqualTo("u-1");
    assertThat(inbound.event().text(Field.REGION)).isEqualTo("eu");
  }

  @Test
  void makesADeadLetterOfWhatIsNone() {
    byte[] value = "{\"type\":1}".getBytes(StandardCharsets.UTF_8);
    DeadLetter letter = read(value).refused();

    assertThat(letter.topic()).isEqualTo("user-activity");
    assertThat(letter.partition()).isEqualTo(3);
    assertThat(letter.offset()).isEqualTo(77);
    assertThat(letter.reason()).isEqualTo(Refusal.WRONG_TYPE);
    assertThat(letter.detail()).isEqualTo("type: expected a string, found a whole number");
    assertThat(letter.bytes()).isEqualTo(value);
    assertThat(read((byte[]) null).refused().bytes()).isNull();
  }

  @Test
  void refusesWhatIsAnHourAheadOfItsArrivalWheneverItIsRead() {
    byte[] value = EVENT.getBytes(StandardCharsets.UTF_8);
    ConsumerRecord<byte[], byte[]> inTime = Arrived.at(1_750_000_000_000L - 3_600_000, value);
    ConsumerRecord<byte[], byte[]> ahead = Arrived.at(1_750_000_000_000L - 3_600_001, value);
    assertThat(read(ahead).refused()).isNull();

    deserializer = new InboundDeserializer(Field.USER_ID, Set.of(Field.REGION), false, true);
    deserializer.open(null);
    assertThat(read(inTime).refused()).isNull();
    assertThat(read(ahead).refused().reason()).isEqualTo(Refusal.TIMESTAMP_TOO_NEW);
    assertThat(read(ahead).refused().bytes()).isEqualTo(value);
    assertThat(read(value).refused()).isNull();
  }

  @Test
  void makesSomethingOfAnyBytes() {
    Random random = new Random(9);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] value = EVENT.getBytes(StandardCharsets.UTF_8);
      if (i % 2 == 0) {
        value = new byte[random.nextInt(40)];
        random.nextBytes(value);
      } else {
        for (int damage = random.nextInt(4); damage >= 0; damage--) {
          value[random.nextInt(value.length)] = (byte) random.nextInt(256);
        }
      }
      refused += read(value).refused() == null ? 0 : 1;
    }
    assertThat(refused).isBetween(10_000, 20_000);
  }
}
