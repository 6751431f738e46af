package ai.colonycraft.realtime.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads a YAML file of settings: one mapping, in which nested mappings and dotted keys mean the
 * same. Values stay texts, spelled as in the file: a version 1.10 is not the number 1.1.
 */
final class YamlFile {

  private final String file;
  private final List<String> problems;
  private final Map<String, String> texts = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new HashMap<>();

  private YamlFile(String file, List<String> problems) {
    this.file = file;
    this.problems = problems;
  }

  /**
   * Reads a file.
   *
   * @param setting the setting that names the file
   * @param problems takes what is wrong with the file
   */
  static YamlFile read(String setting, String file, List<String> problems) {
    try {
      return of(file, Files.readString(Path.of(file)), problems);
    } catch (InvalidPathException e) {
      String shown = file.replaceAll("\\p{Cntrl}", "?");
      problems.add(setting + ": expected the path of a file, found \"" + shown + "\"");
    } catch (CharacterCodingException e) {
      problems.add(
          setting + ": expected a file of UTF-8 text, found other bytes in \"" + file + "\"");
    } catch (IOException e) {
      problems.add(setting + ": expected a file that can be read, found \"" + file + "\"");
    }
    return new YamlFile(file, problems);
  }

  /** Reads the text of a file. */
  static YamlFile of(String file, String text, List<String> problems) {
    YamlFile yaml = new YamlFile(file, problems);
    yaml.parse(text);
    return yaml;
  }

  /**
   * The values by their dotted keys, in the order of the file; null where a key stands without one.
   */
  Map<String, String> texts() {
    return texts;
  }

  /** The lines of the keys, counted from 1. */
  Map<String, Integer> lines() {
    return lines;
  }

  private void parse(String text) {
    LoaderOptions options = new LoaderOptions();
    // No setting needs them, and through them a small file can become an endless one.
    options.setMaxAliasesForCollections(0);
    try {
      Iterator<Node> documents = new Yaml(options).composeAll(new StringReader(text)).iterator();
      if (documents.hasNext()) {
        top(documents.next());
      }
      if (documents.hasNext()) {
        problems.add(
            "%s, line %d: expected one document, found the beginning of a second"
                .formatted(file, line(documents.next())));
      }
    } catch (MarkedYAMLException e) {
      problems.add(
          "%s, line %d, column %d: not YAML: %s"
              .formatted(
                  file,
                  e.getProblemMark().getLine() + 1,
                  e.getProblemMark().getColumn() + 1,
                  e.getProblem()));
    } catch (YAMLException e) {
      problems.add("%s: not YAML: %s".formatted(file, e.getMessage().lines().findFirst().get()));
    }
  }

  private void top(Node root) {
    if (root instanceof MappingNode mapping) {
      flatten("", mapping);
    } else if (!Tag.NULL.equals(root.getTag())) {
      problems.add("%s: expected keys with one value each, found %s".formatted(file, words(root)));
    }
  }

  private void flatten(String prefix, MappingNode mapping) {
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        problems.add(
            "%s, line %d: expected a key, found %s"
                .formatted(file, line(entry.getKeyNode()), words(entry.getKeyNode())));
        continue;
      }
      String path = prefix + key.getValue();
      if (entry.getValueNode() instanceof MappingNode nested) {
        flatten(path + ".", nested);
      } else if (entry.getValueNode() instanceof ScalarNode value) {
        put(path, value, line(key));
      } else {
        problems.add(
            "%s: expected keys with one value each, found a list at %s".formatted(file, path));
      }
    }
  }

  private void put(String path, ScalarNode value, int line) {
    Integer before = lines.putIfAbsent(path, line);
    if (before != null) {
      problems.add("%s: given twice in %s, lines %d and %d".formatted(path, file, before, line));
      return;
    }
    texts.put(path, Tag.NULL.equals(value.getTag()) ? null : value.getValue());
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private static String words(Node node) {
    return node instanceof SequenceNode ? "a list" : node instanceof MappingNode ? "keys" : "text";
  }
}
