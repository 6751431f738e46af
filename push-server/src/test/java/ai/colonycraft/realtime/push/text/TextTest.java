package ai.colonycraft.realtime.push.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.AnyText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

  private static final String FIRE = "\ud83d\udd25";

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "\ud83d\udd25", "a\u0000b", "\u202eright to left", "é…"})
  void leavesWellFormedTextAsItIs(String text) {
    assertThat(Text.wellFormed(text)).isSameAs(text);
  }

  @Test
  void leavesNullAsItIs() {
    assertThat(Text.wellFormed(null)).isNull();
  }

  @Test
  void replacesEachHalfOfACharacter() {
    assertThat(Text.wellFormed("\ud83d")).isEqualTo("\ufffd");
    assertThat(Text.wellFormed("a\udd25b")).isEqualTo("a\ufffdb");
    assertThat(Text.wellFormed("\udd25\ud83d")).isEqualTo("\ufffd\ufffd");
    assertThat(Text.wellFormed("\ud83d" + FIRE + "\udd25")).isEqualTo("\ufffd" + FIRE + "\ufffd");
  }

  @Test
  void cutsWholeCharacters() {
    assertThat(Text.cut("abcd", 4)).isEqualTo("abcd");
    assertThat(Text.cut("abcde", 4)).isEqualTo("abc…");
    assertThat(Text.cut("ab" + FIRE + "cd", 4)).isEqualTo("ab…");
    assertThat(Text.cut("a" + FIRE + "cd", 4)).isEqualTo("a" + FIRE + "…");
    assertThat(Text.cut(FIRE, 1)).isEqualTo("…");
  }

  @Test
  void whateverItCutsIsStillWellFormedAndShortEnough() throws CharacterCodingException {
    AnyText any = new AnyText(11);
    for (int i = 0; i < 2_000; i++) {
      String text = Text.wellFormed(any.text());
      String cut = Text.cut(text, 1 + i % 50);

      assertThat(cut.length()).isLessThanOrEqualTo(1 + i % 50);
      ByteBuffer bytes =
          StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(text + cut));
      assertThat(bytes.remaining()).isGreaterThanOrEqualTo(text.length());
    }
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {"a\tb,a\\u0009b", "\u2028,\\u2028", "\u202e,\\u202e", "\u001b[2J,\\u001b[2J", "é,é"})
  void escapesWhatWouldForgeALogLine(String text, String line) {
    assertThat(Text.printable(text, 100)).isEqualTo(line);
  }

  @Test
  void keepsALogLineInOneLineAndShort() {
    assertThat(Text.printable("a\r\nWARN forged", 9)).isEqualTo("a\\u000d\\u000aWARN …");
  }
}
