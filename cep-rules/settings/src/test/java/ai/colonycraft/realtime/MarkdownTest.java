package ai.colonycraft.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every page of the repository has links that lead somewhere, a bounded length and plain words. */
class MarkdownTest {

  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final int README_LINES = 150;
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]*`");
  private static final Pattern FENCE = Pattern.compile("(?s)```.*?```");
  private static final Pattern LINK =
      Pattern.compile("]\\(([^)\\s]+)\\)|(?:src|href)=\"([^\"]+)\"");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");

  /** Each has a usual verb: emit, publish, send, receive, notify. */
  private static final Pattern AVOIDED =
      Pattern.compile("(?i)\\b(told|tells|hands on|handed on|heard of)\\b");

  @Test
  void linksLeadToFilesAndHeadings() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      String text = CODE.matcher(Files.readString(page)).replaceAll("");
      for (Matcher link = LINK.matcher(text); link.find(); ) {
        String target = link.group(1) == null ? link.group(2) : link.group(1);
        if (!target.matches("[a-z]+:.*") && !leads(page, target)) {
          broken.add(ROOT.relativize(page) + ": " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void aReadmeHasOnePage() throws IOException {
    for (Path page : pages()) {
      if (page.endsWith("README.md")) {
        assertThat(Files.readAllLines(page))
            .as("lines of " + ROOT.relativize(page))
            .hasSizeLessThanOrEqualTo(README_LINES);
      }
    }
  }

  @Test
  void wordsAreTheUsualOnes() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path page : pages()) {
      List<String> lines = Files.readAllLines(page);
      for (int i = 0; i < lines.size(); i++) {
        if (AVOIDED.matcher(lines.get(i)).find()) {
          found.add("%s:%d: %s".formatted(ROOT.relativize(page), i + 1, lines.get(i)));
        }
      }
    }
    assertThat(found).isEmpty();
  }

  private static boolean leads(Path page, String target) throws IOException {
    int hash = target.indexOf('#');
    String file = hash < 0 ? target : target.substring(0, hash);
    Path to = file.isEmpty() ? page : page.getParent().resolve(file).normalize();
    if (!Files.exists(to)) {
      return false;
    }
    return hash < 0 || anchors(to).contains(target.substring(hash + 1));
  }

  private static List<String> anchors(Path page) throws IOException {
    List<String> anchors = new ArrayList<>();
    for (Matcher heading = HEADING.matcher(withoutFences(page)); heading.find(); ) {
      anchors.add(
          heading
              .group(1)
              .strip()
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N}_ -]", "")
              .replace(' ', '-'));
    }
    return anchors;
  }

  private static String withoutFences(Path page) throws IOException {
    return FENCE.matcher(Files.readString(page)).replaceAll("");
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.toString().matches(".*/(target|node_modules|\\.git)/.*"))
          .sorted()
          .toList();
    }
  }
}
