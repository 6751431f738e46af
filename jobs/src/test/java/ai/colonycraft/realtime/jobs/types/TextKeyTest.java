package ai.colonycraft.realtime.jobs.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextKeyTest {

  private final TypeSerializer<String> keys = TextKey.TYPE.createSerializer(null);

  static Stream<String> texts() {
    Random random = new Random(1);
    return Stream.concat(
        Stream.of(
            "",
            "u-1",
            "\0",
            "colony\0agent",
            "Zoë",
            "蜂巢",
            "🐝",
            "\uD83D",
            "\u007F\u0080\u3FFF\u4000\uFFFF"),
        Stream.of(126, 127, 128, 16_382, 16_383, 16_384, 2_100_000)
            .flatMap(
                length ->
                    Stream.of(
                        "k".repeat(length),
                        random
                            .ints(length, 0, 0x10000)
                            .collect(
                                StringBuilder::new,
                                (to, next) -> to.append((char) next),
                                StringBuilder::append)
                            .toString())));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void itWritesTheBytesOfFlinksOwnAndReadsThem(String text) throws Exception {
    DataOutputSerializer own = new DataOutputSerializer(16);
    StringSerializer.INSTANCE.serialize(text, own);
    ByteArrayOutputStream written = new ByteArrayOutputStream();

    keys.serialize(text, new DataOutputViewStreamWrapper(written));

    assertThat(written.toByteArray()).isEqualTo(own.getCopyOfBuffer());
    DataInputDeserializer in = new DataInputDeserializer(own.getCopyOfBuffer());
    assertThat(keys.deserialize(in)).isEqualTo(text);
    assertThat(in.available()).isZero();
  }

  @Test
  void itFollowsFlinksOwnAndFlinksOwnFollowsIt() throws Exception {
    for (TypeSerializer<String> before : Stream.of(keys, StringSerializer.INSTANCE).toList()) {
      DataOutputSerializer out = new DataOutputSerializer(64);
      TypeSerializerSnapshot.writeVersionedSnapshot(out, before.snapshotConfiguration());
      TypeSerializerSnapshot<String> kept =
          TypeSerializerSnapshot.readVersionedSnapshot(
              new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());

      for (TypeSerializer<String> after : Stream.of(keys, StringSerializer.INSTANCE).toList()) {
        assertThat(
                after.snapshotConfiguration().resolveSchemaCompatibility(kept).isCompatibleAsIs())
            .isTrue();
      }
    }
  }
}
