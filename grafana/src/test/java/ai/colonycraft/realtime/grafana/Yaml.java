package ai.colonycraft.realtime.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** YAML files as trees, with anchors and merges resolved. */
final class Yaml {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Yaml() {}

  /** The first document of a file. */
  static JsonNode read(Path file) throws IOException {
    return readAll(file).get(0);
  }

  /** All documents of a file. */
  static List<JsonNode> readAll(Path file) throws IOException {
    return readAll(Files.readString(file));
  }

  /** All documents of a text. */
  static List<JsonNode> readAll(String text) {
    org.yaml.snakeyaml.Yaml yaml =
        new org.yaml.snakeyaml.Yaml(new SafeConstructor(new LoaderOptions()));
    List<JsonNode> documents = new ArrayList<>();
    for (Object document : yaml.loadAll(text)) {
      documents.add(MAPPER.valueToTree(document));
    }
    return documents;
  }

  /** The text of the first element of a name in a POM after its parent. */
  static String xml(Path pom, String element) throws IOException {
    Matcher found =
        Pattern.compile("<%1$s>([^<]+)</%1$s>".formatted(Pattern.quote(element)))
            .matcher(Files.readString(pom));
    if (!found.find()) {
      throw new IllegalArgumentException("no " + element + " in " + pom);
    }
    return found.group(1);
  }
}
