package ai.colonycraft.realtime.jobs.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextChangeTest {

  @Test
  void showsWhatStandsBetweenTheSameHeadAndTail() {
    assertThat(TextChange.lines("a\nb\nc\nd", "a\nx\nc\nd")).containsExactly("- b", "+ x");
    assertThat(TextChange.lines("a\nb", "a\nb\nb")).containsExactly("+ b");
    assertThat(TextChange.lines("a\nb\nb", "a\nb")).containsExactly("- b");
    assertThat(TextChange.lines("", "a")).containsExactly("+ a");
    assertThat(TextChange.lines("a", "a")).isEmpty();
  }

  @Test
  void showsNoMoreThanTwelveLines() {
    assertThat(TextChange.lines("", "a\n".repeat(20)))
        .hasSize(13)
        .endsWith("+ a", "… and 8 lines more");
  }
}
