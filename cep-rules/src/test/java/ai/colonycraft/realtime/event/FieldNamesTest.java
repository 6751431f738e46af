package ai.colonycraft.realtime.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FieldNamesTest {

  private final FieldNames names = new FieldNames();

  @ParameterizedTest
  @EnumSource(Field.class)
  void findsEachFieldAndExpectsItAtItsPlace(Field field) {
    byte[] record = bytes("{\"" + field.jsonName() + "\":1,\"x\":2}");
    assertThat(asBefore(3, record, 2)).isNull();

    FieldNames.Name found = find(3, record, 2, field.jsonName().length());

    assertThat(found.field).isEqualTo(field);
    assertThat(asBefore(3, record, 2)).isSameAs(found);
    assertThat(asBefore(4, record, 2)).isNull();
  }

  @ParameterizedTest
  @EnumSource(Field.class)
  void expectsNoNameThatDiffersInOneByte(Field field) {
    String name = field.jsonName();
    find(0, bytes("{\"" + name + "\":1,\"x\":2}"), 2, name.length());

    for (int i = 0; i < name.length(); i++) {
      String other = name.substring(0, i) + (char) (name.charAt(i) ^ 1) + name.substring(i + 1);
      assertThat(asBefore(0, bytes("{\"" + other + "\":1,\"x\":2}"), 2)).isNull();
    }
    assertThat(asBefore(0, bytes("{\"" + name + "s\":1,\"x\":2}"), 2)).isNull();
    assertThat(asBefore(0, bytes("{\"" + name.substring(1) + "\":1,\"x\":2}"), 2)).isNull();
  }

  @Test
  void looksNoFurtherThanTheRecordGoes() {
    find(0, bytes("{\"type\":\"aaaaaaaa\"}"), 2, 4);

    byte[] record = bytes("{\"type\":\"a\"}");
    byte[] more = bytes("{\"type\":\"a\"}{\"type\":\"a\"}");
    for (int length = 0; length <= record.length; length++) {
      assertThat(asBefore(0, Arrays.copyOf(record, length), 2)).isNull();
      assertThat(names.asBefore(0, more, 2, length)).as("with another behind it").isNull();
    }
  }

  @Test
  void findsNothingForANameThatIsNone() {
    assertThat(find(0, bytes("{\"kind\":1}"), 2, 4)).isNull();
  }

  private FieldNames.Name asBefore(int place, byte[] record, int from) {
    return names.asBefore(place, record, from, record.length);
  }

  private FieldNames.Name find(int place, byte[] record, int from, int length) {
    int hash = Arrays.hashCode(Arrays.copyOfRange(record, from, from + length));
    return names.find(place, record, from, length, hash);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
