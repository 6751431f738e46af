package ai.colonycraft.realtime.jobs.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {

  private final DataOutputSerializer out = new DataOutputSerializer(64);

  private DataInputDeserializer in() {
    return new DataInputDeserializer(out.getCopyOfBuffer());
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "?", "plain", "Zoë", "Zoë?", "群体", "a?群", "\u0000", "😀", "\u00ff"})
  void bringsEveryTextBack(String text) throws IOException {
    Bytes.writeText(text, out);
    Bytes.writeText(text == null ? null : text.repeat(500), out);

    DataInputDeserializer in = in();
    assertThat(Bytes.readText(in)).isEqualTo(text);
    assertThat(Bytes.readText(in)).isEqualTo(text == null ? null : text.repeat(500));
    assertThat(in.available()).isZero();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "?", "plain", "Zoë", "Zoë?", "群体", "a?群", "\u0000", "😀", "\u00ff"})
  void aReaderWithOneBufferReadsTheSame(String text) throws IOException {
    String longer = text == null ? null : text.repeat(5000);
    Bytes.writeText(longer, out);
    Bytes.writeText(text, out);
    Bytes.writeText("an end", out);

    DataInputDeserializer in = in();
    TextReader reader = new TextReader();
    assertThat(reader.read(in)).isEqualTo(longer);
    String read = reader.read(in);
    assertThat(reader.read(in)).isEqualTo("an end");
    assertThat(read).isEqualTo(text);
    assertThat(in.available()).isZero();
  }

  @Test
  void bringsListsBackWithTheirNulls() throws IOException {
    List<String> texts = Arrays.asList("a", null, "é");
    Bytes.writeTexts(texts, out);
    Bytes.writeTexts(List.of(), out);

    DataInputDeserializer in = in();
    assertThat(Bytes.readTexts(in)).isEqualTo(texts);
    assertThat(Bytes.readTexts(in)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 16_383, 16_384, Integer.MAX_VALUE})
  void bringsLengthsBack(int length) throws IOException {
    Bytes.writeLength(length, out);

    assertThat(Bytes.readLength(in())).isEqualTo(length);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 128, Integer.MAX_VALUE, 1L << 31, 1L << 56, Long.MAX_VALUE})
  void bringsAmountsBackAndWritesThoseThatFitAsLengths(long amount) throws IOException {
    Bytes.writeAmount(amount, out);
    byte[] written = out.getCopyOfBuffer();

    assertThat(Bytes.readAmount(in())).isEqualTo(amount);
    if (amount <= Integer.MAX_VALUE) {
      out.clear();
      Bytes.writeLength((int) amount, out);
      assertThat(out.getCopyOfBuffer()).isEqualTo(written);
    }
  }

  @Test
  void saysThatALengthIsDamagedInsteadOfReadingOn() {
    byte[] endless = new byte[10];
    Arrays.fill(endless, (byte) 0xFF);

    assertThatThrownBy(() -> Bytes.readLength(new DataInputDeserializer(endless)))
        .isInstanceOf(IOException.class)
        .hasMessage("a length of more than five bytes: the data is damaged");
    assertThatThrownBy(() -> Bytes.readAmount(new DataInputDeserializer(endless)))
        .isInstanceOf(IOException.class)
        .hasMessage("a number of more than nine bytes: the data is damaged");
  }

  @Test
  void keepsManyValuesInOneBlob() throws IOException {
    List<Long> values = List.of(3L, -1L, Long.MAX_VALUE);
    List<Long> back = new ArrayList<>();

    Blob.read(Blob.of(values, LongSerializer.INSTANCE), LongSerializer.INSTANCE, back::add);
    Blob.read(Blob.of(List.of(), LongSerializer.INSTANCE), LongSerializer.INSTANCE, back::add);

    assertThat(back).isEqualTo(values);
  }
}
