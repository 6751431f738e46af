package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.config.InvalidConfigException;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A checkout of this repository in which the classes were compiled. Two of them are measured by
 * turns in one run, since the same code differs more from run to run than most changes bring.
 *
 * @param root its folder
 */
record Checkout(Path root) {

  private static final Path CLASSES = Path.of("jobs", "benchmark", "target", "classes");

  /** The one that this class comes from. */
  static Checkout own() {
    try {
      Path classes =
          Path.of(Checkout.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return new Checkout(classes.resolve(Path.of("..", "..", "..", "..")).normalize());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the classes stand nowhere", e);
    }
  }

  /** Another one; refused if there are no classes in it. */
  static Checkout compiled(Path folder) {
    Path root = folder.toAbsolutePath().normalize();
    if (!Files.isDirectory(root.resolve(CLASSES))) {
      String problem =
          "against: expected a checkout in which \"mvn compile\" was run, found \"%s\" without %s"
              .formatted(root, CLASSES);
      throw new InvalidConfigException(List.of(problem));
    }
    return new Checkout(root);
  }

  /** This process' class path, with this checkout's modules, and the libraries as they are. */
  String classPath() {
    Path own = own().root;
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> in(own, Path.of(entry)))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private String in(Path own, Path entry) {
    return entry.startsWith(own)
        ? root.resolve(own.relativize(entry)).toString()
        : entry.toString();
  }
}
