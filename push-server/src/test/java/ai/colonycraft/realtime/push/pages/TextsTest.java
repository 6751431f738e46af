package ai.colonycraft.realtime.push.pages;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The words of the pages: one vocabulary, and a plural for each count. */
class TextsTest {

  private static final Path TEXTS = Path.of("src/main/resources/push-pages/texts.js");
  private static final Path GERMAN = TEXTS.resolveSibling("texts.de.js");
  private static final Pattern FILLED_IN = Pattern.compile("\\{\\w+\\}");
  private static final Pattern SENTENCE = Pattern.compile("\"([\\w. ]+)\":\\s+\"([^\"]*)\"");
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

  @Test
  void anotherLanguageIsOneFileWithTheSameKeysAndTheSameThingsFilledIn() throws IOException {
    assertThat(filledIn(GERMAN)).isEqualTo(filledIn(TEXTS)).hasSizeGreaterThan(300);
  }

  @Test
  void everyPluralHasAFormForEachCategoryOfItsLanguage(@TempDir Path folder) throws Exception {
    Set<String> keys = filledIn(TEXTS).keySet();
    List<String> groups =
        keys.stream()
            .filter(key -> key.endsWith(".other") && keys.contains(key.replaceAll("other$", "one")))
            .map(key -> key.replaceAll("other$", ""))
            .toList();
    Path script =
        Files.writeString(
            folder.resolve("script.mjs"),
            "for (const language of ['en', 'de']) console.log(new"
                + " Intl.PluralRules(language).resolvedOptions().pluralCategories.join());");
    try (RunningProcess node = RunningProcess.start(Needs.program("node"), script.toString())) {
      assertThat(node.waitForExit()).isZero();
      for (String line : node.lines()) {
        for (String category : line.split(",")) {
          assertThat(keys).containsAll(groups.stream().map(group -> group + category).toList());
        }
      }
    }
    assertThat(groups).hasSizeGreaterThan(5);
  }

  private static Map<String, Set<String>> filledIn(Path file) throws IOException {
    return sentences(file).stream()
        .collect(
            Collectors.toMap(
                found -> found.group(1),
                found ->
                    FILLED_IN
                        .matcher(found.group(2))
                        .results()
                        .map(MatchResult::group)
                        .collect(Collectors.toSet())));
  }

  private static List<MatchResult> sentences() throws IOException {
    return sentences(TEXTS);
  }

  private static List<MatchResult> sentences(Path file) throws IOException {
    return SENTENCE.matcher(Files.readString(file)).results().toList();
  }
}
