package ai.colonycraft.realtime.jobs.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstantsTest {

  @ParameterizedTest
  @EnumSource
  void readsWhatItWrote(TimeUnit constant) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(1);
    Bytes.writeConstant(constant, out);

    assertThat(
            Bytes.readConstant(
                TimeUnit.values(), new DataInputDeserializer(out.wrapAsByteBuffer())))
        .isEqualTo(constant);
  }

  @ParameterizedTest
  @ValueSource(bytes = {7, -1, Byte.MAX_VALUE})
  void saysThatTheDataIsDamagedWhenThereIsNoSuchConstant(byte written) {
    assertThatThrownBy(
            () ->
                Bytes.readConstant(
                    TimeUnit.values(), new DataInputDeserializer(new byte[] {written})))
        .isInstanceOf(IOException.class)
        .hasMessage("number " + written + " of the 7 constants of TimeUnit: the data is damaged");
  }
}
