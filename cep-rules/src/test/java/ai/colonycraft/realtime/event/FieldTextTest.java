package ai.colonycraft.realtime.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FieldTextTest {

  private static final String EMOJI = "\uD83D\uDE80";

  @Test
  void keepsATextThatIsShortEnough() {
    assertThat(FieldText.cut("ab" + EMOJI, 4)).isEqualTo("ab" + EMOJI);
  }

  @Test
  void cutsBetweenCharacters() {
    assertThat(FieldText.cut("ab" + EMOJI + "c", 4)).isEqualTo("ab" + EMOJI + "…");
    assertThat(FieldText.cut("ab" + EMOJI + "c", 3)).isEqualTo("ab…");
  }
}
