package ai.colonycraft.realtime.jobs.rules;

import ai.colonycraft.realtime.rules.read.Draft;
import ai.colonycraft.realtime.rules.read.RuleReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A file with a rule, and the file of examples beside it.
 *
 * @param path the rule's
 * @param draft what could be read of it
 */
record RuleFile(Path path, Draft draft) {

  private static final String EXAMPLES = ".examples.yaml";

  /**
   * Reads the rules that a command line names: files, and folders for all rules in them. The name
   * of a file of examples stands for its rule.
   *
   * @throws UnableException if one is not there, can't be read, or has no rules
   */
  static List<RuleFile> read(List<Path> named) {
    Set<Path> paths = new LinkedHashSet<>();
    for (Path each : named) {
      if (Files.isDirectory(each)) {
        List<Path> found = inFolder(each);
        if (found.isEmpty()) {
          throw new UnableException("there are no rules (*.yaml) in " + each);
        }
        paths.addAll(found);
      } else {
        paths.add(ruleOf(each));
      }
    }
    List<RuleFile> files = new ArrayList<>();
    for (Path path : paths) {
      files.add(new RuleFile(path, RuleReader.draft(path.toString(), text(path))));
    }
    return files;
  }

  private static List<Path> inFolder(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(path -> path.toString().matches(".*\\.ya?ml") && !isExamples(path))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UnableException(
          "the folder %s can't be read: %s".formatted(folder, e.getMessage()));
    }
  }

  private static boolean isExamples(Path path) {
    return path.toString().endsWith(EXAMPLES);
  }

  private static Path ruleOf(Path path) {
    return isExamples(path)
        ? path.resolveSibling(path.getFileName().toString().replace(EXAMPLES, ".yaml"))
        : path;
  }

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (CharacterCodingException e) {
      throw new UnableException("%s is not UTF-8".formatted(path));
    } catch (IOException e) {
      throw new UnableException(
          Files.exists(path)
              ? "%s can't be read: %s".formatted(path, e.getMessage())
              : "there is no file %s".formatted(path));
    }
  }

  /** The rule's name as its file has it. */
  String name() {
    return path.getFileName().toString().replaceFirst("\\.ya?ml$", "");
  }

  /** Where its examples are, or would be. */
  Path examplesPath() {
    return path.resolveSibling(name() + EXAMPLES);
  }

  /** The text of its examples; empty if it has none. */
  Optional<String> examplesText() {
    return Files.exists(examplesPath()) ? Optional.of(text(examplesPath())) : Optional.empty();
  }

  /** The id, or as long as that is not known the name of the file. */
  String id() {
    return draft.id().isEmpty() ? name() : draft.id();
  }
}
