package ai.colonycraft.realtime.push.transport.pages;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.support.WithServer;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithServer
class PageFilesTest {

  private static final Path FOLDER = Path.of("src/main/resources/push-pages");

  private TestTransport server;

  @Test
  void listsEveryFileOfThePagesThatABrowserAsksFor() throws Exception {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      List<String> there =
          files
              .filter(Files::isRegularFile)
              .map(file -> FOLDER.relativize(file).toString())
              .filter(name -> !name.endsWith("LICENSE") && !name.matches("files.txt|lib/README.md"))
              .sorted()
              .toList();
      assertThat(Files.readString(FOLDER.resolve("files.txt")).lines().sorted())
          .containsExactlyElementsOf(there);
    }
  }

  @Test
  void everyModuleThatAModuleImportsIsThere() throws Exception {
    Pattern imports = Pattern.compile("(?:from |import |import\\()\"(\\.{1,2}/[^\"]+)\"");
    for (String name : Files.readAllLines(FOLDER.resolve("files.txt"))) {
      if (name.endsWith(".js") && !name.startsWith("lib/")) {
        Path file = FOLDER.resolve(name);
        imports
            .matcher(Files.readString(file))
            .results()
            .map(found -> file.resolveSibling(found.group(1)))
            .forEach(module -> assertThat(module).as(name).exists());
      }
    }
  }

  @Test
  void theDocumentNamesFilesOfItsOwnVersionWhichNeverChange() throws Exception {
    String document = new String(get("/operations", "identity").body(), StandardCharsets.UTF_8);
    String version = PageFiles.load(true).version();
    assertThat(document).contains("/pages/" + version + "/app.js").doesNotContain("{{");

    HttpResponse<byte[]> module = get("/pages/" + version + "/app.js", "identity");

    assertThat(module.statusCode()).isEqualTo(200);
    assertThat(module.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
    assertThat(get("/pages/0123456789ab/app.js", "identity").statusCode()).isEqualTo(404);
  }

  @Test
  void theDocumentOfAPageNamesItsModulesNotThoseOfOthersNorLaterOnes() throws Exception {
    String activity = new String(get("/activity", "identity").body(), StandardCharsets.UTF_8);

    assertThat(activity)
        .contains("/app.js\">", "/pages/activity.js\">", "/charts/heatmap.js\">", "/dom.js\">")
        .doesNotContain("uPlot", "/pages/overview.js");
    assertThat(new String(get("/custom", "identity").body(), StandardCharsets.UTF_8))
        .contains("/pages/custom.js\">", "/charts/lines.js\">")
        .doesNotContain("/lib/uplot/", "/charts/heatmap.js");
  }

  @Test
  void theServiceWorkerKeepsAllOfOneVersionButTheMap() throws Exception {
    String worker = new String(get("/sw.js", "identity").body(), StandardCharsets.UTF_8);

    assertThat(worker)
        .contains(
            "\"" + PageFiles.load(true).version() + "\"", "\"app.js\"", "\"styles/frame.css\"")
        .doesNotContain("{{", "countries-50m.json", "index.html");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client.js", "lib/world-atlas/countries-50m.json"})
  void compressesOnceForABrowserThatTakesIt(String name) throws Exception {
    String path = "/pages/" + PageFiles.load(true).version() + "/" + name;
    HttpResponse<byte[]> plain = get(path, "identity");
    HttpResponse<byte[]> packed = get(path, "br, gzip");

    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
        .isEqualTo(plain.body());
    assertThat(packed.headers().firstValue("ETag"))
        .isNotEqualTo(plain.headers().firstValue("ETag"));
    assertThat(get(path, "gzip;q=0").headers().firstValue("Content-Encoding")).isEmpty();
  }

  private HttpResponse<byte[]> get(String path, String coding) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Accept-Encoding", coding)
                .build(),
            BodyHandlers.ofByteArray());
  }
}
