package ai.colonycraft.realtime.push.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The words of the pages: one vocabulary, and a plural for each count. */
class TextsTest {

  private static final Path TEXTS = Path.of("src/main/resources/push-pages/texts.js");
  private static final Pattern SENTENCE = Pattern.compile("\"([\\w. ]+)\": \"([^\"]*)\"");
  private static final Pattern AVOIDED =
      Pattern.compile("(?i)\\b(tells?|told|hear|heard|burns?|speaks?)\\b|\\ball 1\\b");

  @Test
  void usesTheUsualTerms() throws IOException {
    List<String> sentences = sentences().stream().map(found -> found.group(2)).toList();

    assertThat(sentences)
        .contains("Active incidents", "No open incidents", "Updated {age}")
        .noneMatch(sentence -> AVOIDED.matcher(sentence).find());
  }

  @Test
  void aCountBeforeAPluralHasBothForms() throws IOException {
    assertThat(sentences())
        .filteredOn(
            found -> Pattern.compile("\\{count\\} (\\w+ )?\\w+s\\b").matcher(found.group(2)).find())
        .allMatch(found -> found.group(1).endsWith(".other"));
  }

  private static List<MatchResult> sentences() throws IOException {
    return SENTENCE.matcher(Files.readString(TEXTS)).results().toList();
  }
}
