package ai.colonycraft.realtime.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Every byte of a text is looked at, wherever it stands. */
class PlainTextTest {

  private static final int LENGTH = 21;

  private final PlainScanner scanner = new PlainScanner(all(), false);
  private final Object[] values = new Object[Field.values().length];

  private boolean read(byte[] record) {
    return scanner.read(record, 0, record.length, values);
  }

  @Test
  void takesEachPlainByteAtEachPlaceAndNoOther() {
    for (int b = 0; b < 256; b++) {
      boolean plain = b >= 0x20 && b < 0x80 && b != '"' && b != '\\';
      for (int at = 0; at < LENGTH; at++) {
        byte[] text = new byte[LENGTH];
        Arrays.fill(text, (byte) 'a');
        text[at] = (byte) b;

        boolean read = read(record(text));

        assertThat(read).as("byte %d at %d", b, at).isEqualTo(plain);
        if (plain) {
          assertThat(values[Field.USER_ID.ordinal()])
              .isEqualTo(new String(text, StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  @Test
  void readsTextsOfEveryLength() {
    for (int length = 0; length < 40; length++) {
      String text = "abcdefghijklmnopqrstuvwxyz0123456789ABCD".substring(0, length);

      assertThat(read(record(text.getBytes(StandardCharsets.UTF_8)))).isTrue();

      assertThat(values[Field.USER_ID.ordinal()]).isEqualTo(text);
      assertThat(values[Field.PLATFORM.ordinal()]).isEqualTo(text);
    }
  }

  @Test
  void givesOneObjectForTextsThatAreMostlyTheSame() {
    byte[] record = record("colony-of-the-deep-sea".getBytes(StandardCharsets.UTF_8));

    read(record);
    Object first = values[Field.PLATFORM.ordinal()];
    read(record);

    assertThat(values[Field.PLATFORM.ordinal()]).isSameAs(first);
  }

  private static byte[] record(byte[] text) {
    byte[] start = "{\"userId\":\"".getBytes(StandardCharsets.UTF_8);
    byte[] middle = "\",\"platform\":\"".getBytes(StandardCharsets.UTF_8);
    byte[] end = "\"}".getBytes(StandardCharsets.UTF_8);
    byte[] record = new byte[start.length + middle.length + end.length + 2 * text.length];
    int at = 0;
    for (byte[] part : new byte[][] {start, text, middle, text, end}) {
      System.arraycopy(part, 0, record, at, part.length);
      at += part.length;
    }
    return record;
  }

  private static boolean[] all() {
    boolean[] all = new boolean[Field.values().length];
    Arrays.fill(all, true);
    return all;
  }
}
