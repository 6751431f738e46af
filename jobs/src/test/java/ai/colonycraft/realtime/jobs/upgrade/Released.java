package ai.colonycraft.realtime.jobs.upgrade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Files in {@code src/test/resources/released}, one {@code key value} a line. With {@code
 * -Drelease=true} they are written from what is there now: the step before a release, and never a
 * way to make a test green, since who upgrades from the version before loses state then.
 */
final class Released {

  private static final Path FOLDER = Path.of("src", "test", "resources", "released");

  private Released() {}

  /** What the released version had. */
  static Map<String, String> read(String file, Map<String, String> now) throws IOException {
    Path path = FOLDER.resolve(file);
    if (Boolean.getBoolean("release")) {
      String lines =
          new TreeMap<>(now)
              .entrySet().stream()
                  .map(entry -> entry.getKey() + " " + entry.getValue() + "\n")
                  .collect(Collectors.joining());
      Files.writeString(path, lines);
    }
    Map<String, String> released = new TreeMap<>();
    for (String line : Files.readAllLines(path)) {
      int end = line.indexOf(' ');
      released.put(line.substring(0, end), line.substring(end + 1));
    }
    return released;
  }
}
