package ai.colonycraft.realtime.push.transport.pages;

import ai.colonycraft.realtime.push.text.Sha256;
import ai.colonycraft.realtime.push.transport.http.Gzip;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The files of the web pages: those that {@code files.txt} lists, read once at the start, each also
 * compressed. Two of them name the version and so are filled in: {@code index.html}, and {@code
 * sw.js}, which lists all files that a browser keeps for a time without a network.
 *
 * <p>Each page has a document of its own, which names all modules that the page will import, so
 * that a browser asks for them together instead of finding them one behind the other.
 */
public final class PageFiles {

  /** Not named {@code web}: Flink's own pages are found under that name on a shared class path. */
  private static final String FOLDER = "/push-pages/";

  private static final String LIST = "files.txt";
  private static final String VERSION = "{{version}}";

  /** Kept by a browser only when it has shown the map. */
  private static final String LATER = "lib/world-atlas/";

  private static final String FILES = "\"{{files}}\"";
  private static final String DOCUMENT = "index.html";
  private static final String MODULES = "{{modules}}";
  private static final String FIRST_REQUEST = "{{first-request}}";

  /** A browser takes the answer to this for the one to a request that bears a token. */
  private static final String CATALOGUE =
      "<link rel=\"preload\" href=\"/api/metrics\" as=\"fetch\" crossorigin>";

  private static final String ENTRY = "app.js";
  private static final String PAGES = "pages/";
  private static final Pattern STATIC_IMPORT =
      Pattern.compile("^(?:import|export)\\s[^;()]*?\"(\\.[^\"]+)\";", Pattern.MULTILINE);

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "json", "application/json",
          "webmanifest", "application/manifest+json",
          "png", "image/png",
          "svg", "image/svg+xml");

  /**
   * One file.
   *
   * @param digest of its content, short
   * @param gzipped null if it would gain nothing
   */
  record File(byte[] content, String type, String digest, byte[] gzipped) {}

  private final Map<String, File> files = new LinkedHashMap<>();

  /** By the module of their page. */
  private final Map<String, File> documents = new LinkedHashMap<>();

  private final String version;

  private PageFiles(Map<String, byte[]> contents, boolean open) {
    MessageDigest all = Sha256.begin();
    contents.forEach(
        (name, content) -> {
          all.update(name.getBytes(StandardCharsets.UTF_8));
          all.update(content);
        });
    version = HexFormat.of().formatHex(all.digest(), 0, 6);
    String list =
        contents.keySet().stream()
            .filter(name -> !name.startsWith(LATER) && !name.equals(DOCUMENT))
            .map(name -> '"' + name + '"')
            .collect(Collectors.joining(","));
    contents.forEach((name, content) -> files.put(name, file(name, filled(name, content, list))));
    String document =
        new String(files.remove(DOCUMENT).content(), StandardCharsets.UTF_8)
            .replace(FIRST_REQUEST, open ? CATALOGUE : "");
    contents.keySet().stream()
        .filter(name -> name.startsWith(PAGES))
        .forEach(page -> documents.put(page, document(document, page, contents)));
  }

  /**
   * The document of a page.
   *
   * @param page a module's name in the folder {@code pages}
   */
  File document(String page) {
    return documents.get(PAGES + page + ".js");
  }

  private File document(String text, String page, Map<String, byte[]> contents) {
    Set<String> modules = new LinkedHashSet<>();
    follow(ENTRY, contents, modules);
    follow(page, contents, modules);
    String links =
        modules.stream()
            .map(module -> "<link rel=\"modulepreload\" href=\"/pages/" + version + "/" + module)
            .collect(Collectors.joining("\">\n    ", "", "\">"));
    return file(DOCUMENT, text.replace(MODULES, links).getBytes(StandardCharsets.UTF_8));
  }

  /** A module and all that it imports at once, those that others wait for last. */
  private static void follow(String module, Map<String, byte[]> contents, Set<String> found) {
    if (!found.add(module)) {
      return;
    }
    byte[] content = contents.get(module);
    if (content == null) {
      throw new IllegalStateException(module + " is imported but not listed in " + LIST);
    }
    STATIC_IMPORT
        .matcher(new String(content, StandardCharsets.UTF_8))
        .results()
        .map(imported -> URI.create(module).resolve(imported.group(1)).toString())
        .forEach(next -> follow(next, contents, found));
  }

  /**
   * Reads them from the program.
   *
   * @param open whether the server answers without tokens
   */
  public static PageFiles load(boolean open) {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    for (String name : new String(read(LIST), StandardCharsets.UTF_8).split("\\s+")) {
      contents.put(name, read(name));
    }
    return new PageFiles(contents, open);
  }

  /** Changes whenever any file does. */
  String version() {
    return version;
  }

  /** A file by its path in the folder; null if there is none. */
  File find(String name) {
    return files.get(name);
  }

  private byte[] filled(String name, byte[] content, String list) {
    if (!name.equals(DOCUMENT) && !name.equals("sw.js")) {
      return content;
    }
    return new String(content, StandardCharsets.UTF_8)
        .replace(FILES, list)
        .replace(VERSION, version)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static File file(String name, byte[] content) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalStateException(name + ": no type is known for such a file");
    }
    byte[] gzipped = Gzip.of(content);
    boolean gains = gzipped.length < content.length * 0.9;
    String digest = HexFormat.of().formatHex(Sha256.of(content), 0, 12);
    return new File(content, type, digest, gains ? gzipped : null);
  }

  private static byte[] read(String name) {
    try (InputStream in = PageFiles.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the program");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
