package ai.colonycraft.realtime.rules.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The rules that come with the product, out of its jar or, in a build, its folder. */
public final class ShippedRules {

  private static final String FOLDER = "/shipped-rules";
  private static final String SUFFIX = ".yaml";

  private ShippedRules() {}

  /** Their texts by id, in the order of the ids. */
  public static Map<String, String> texts() {
    try {
      URI folder = ShippedRules.class.getResource(FOLDER).toURI();
      if (!folder.getScheme().equals("jar")) {
        return texts(Path.of(folder));
      }
      try (FileSystem jar = FileSystems.newFileSystem(folder, Map.of())) {
        return texts(jar.getPath(FOLDER));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> texts(Path folder) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
        String name = file.getFileName().toString();
        texts.put(name.substring(0, name.length() - SUFFIX.length()), Files.readString(file));
      }
    }
    return texts;
  }
}
