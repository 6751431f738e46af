package ai.colonycraft.realtime.push.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How much a first visit loads of each page's files. */
class FirstLoadTest {

  private static final Path PAGES = Path.of("src/main/resources/push-pages");

  /**
   * With headers, icons and the first values, which take about 45 KB, a first load is of 150 KB.
   */
  private static final int MOST_OF_OVERVIEW = 106 * 1024;

  /** Of the other pages, to which one comes from there. */
  private static final int MOST_OF_OTHERS = 128 * 1024;

  private static final Pattern IMPORT =
      Pattern.compile(
          "^(?:import|export)[^;]*?from \"(\\.{1,2}/[^\"]+)\"|^import \"(\\./[^\"]+)\"",
          Pattern.MULTILINE);

  static List<String> pages() throws IOException {
    try (Stream<Path> all = Files.list(PAGES.resolve("pages"))) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void theFilesOfAPageAreSmallEnough(String page) throws IOException {
    Set<Path> files = new LinkedHashSet<>();
    files.add(PAGES.resolve("index.html"));
    files.add(PAGES.resolve("icon.svg"));
    files.add(PAGES.resolve("theme.js"));
    try (Stream<Path> styles = Files.list(PAGES.resolve("styles"))) {
      styles.forEach(files::add);
    }
    collect(PAGES.resolve("app.js"), files);
    collect(PAGES.resolve("pages").resolve(page), files);

    assertThat(files).hasSizeGreaterThan(30);
    assertThat(files.stream().mapToLong(FirstLoadTest::compressed).sum())
        .isLessThan(page.equals("overview.js") ? MOST_OF_OVERVIEW : MOST_OF_OTHERS);
  }

  /** A module and all that it imports before it runs. */
  private static void collect(Path module, Set<Path> files) throws IOException {
    if (!files.add(module)) {
      return;
    }
    Matcher imported = IMPORT.matcher(Files.readString(module));
    while (imported.find()) {
      String target = imported.group(1) == null ? imported.group(2) : imported.group(1);
      collect(module.getParent().resolve(target).normalize(), files);
    }
  }

  private static long compressed(Path file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.size();
  }
}
