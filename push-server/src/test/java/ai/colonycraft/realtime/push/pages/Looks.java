package ai.colonycraft.realtime.push.pages;

import static ai.colonycraft.realtime.push.support.Platform.notice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.Chromium;
import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.support.Updates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Pictures of all pages in all themes, with the same data each time: {@code Looks FOLDER} takes
 * them, and {@link #differences} compares the pages with them. Charts and what depends on the time
 * of day are left out of the pictures, since they differ from second to second.
 */
public final class Looks {

  /** Where the pictures are that the pages are compared with. */
  static final Path FOLDER = Path.of("src/main/docs/pages");

  static final List<String> THEMES = List.of("light", "dark", "wall", "phone");

  /** Pixels of a picture that may differ, in parts of all. */
  private static final double MOST_DIFFERENT = 0.01;

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path BROWSER = Path.of("browser.txt");

  /**
   * Stops painting, writes the same in the place of each text that names a time or follows from
   * one, and hides what is drawn from points in time.
   */
  private static final String STAND_STILL =
      """
      (() => {
        globalThis.requestAnimationFrame = () => 0;
        for (let timer = setTimeout(() => {}); timer > 0; timer--) clearTimeout(timer);
        const timed = /\\d:\\d\\d|\\d\\s?(ms|s|min|h|d)\\b|\\bnow\\b|\\bago\\b|Stale|GMT|UTC|\\b20\\d\\d\\b/;
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const found = [];
        while (texts.nextNode()) {
          const { parentElement: parent, nodeValue: text } = texts.currentNode;
          if (parent.closest("button, select, .legend")) continue;
          if (timed.test(text) || parent.closest(".age, .heard, .normal, .since, time")) found.push(texts.currentNode);
        }
        for (const text of found) if (text.nodeValue.trim()) text.nodeValue = "0 s";
        const style = new CSSStyleSheet();
        style.replaceSync("canvas, svg:not(.icon), .heat, .marks { visibility: hidden !important } * { animation: none !important; transition: none !important; caret-color: transparent !important }");
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
        document.activeElement?.blur();
      })()
      """;

  /** Whether the services that are seen have their numbers, which come after their states. */
  private static final String NUMBERS_ARE_THERE =
      """
      [...document.querySelectorAll("cc-services, cc-health")]
        .filter((panel) => panel.getBoundingClientRect().top < innerHeight)
        .every((panel) => {
          const cells = [...panel.querySelectorAll("td")];
          return cells.length > 0 && cells.every((cell) => cell.textContent !== "–" && cell.querySelector("a")?.children[3]?.textContent !== "");
        })
      """;

  /** Which part of the pixels of two pictures differs by more than can be a matter of rounding. */
  private static final String COMPARE =
      """
      (async () => {
        const pixels = async (base64) => {
          const blob = await (await fetch(`data:image/webp;base64,${base64}`)).blob();
          const image = await createImageBitmap(blob);
          const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
          context.drawImage(image, 0, 0);
          return context.getImageData(0, 0, image.width, image.height);
        };
        const [one, other] = await Promise.all([pixels("%s"), pixels("%s")]);
        if (one.width !== other.width || one.height !== other.height) return 1;
        let different = 0;
        for (let i = 0; i < one.data.length; i += 4) {
          const by = (k) => Math.abs(one.data[i + k] - other.data[i + k]);
          if (by(0) + by(1) + by(2) > 48) different++;
        }
        return different / (one.data.length / 4);
      })()
      """;

  /** The version of the browser, and how wide it draws the same text in the fonts of the pages. */
  private static final String BROWSER_AND_FONTS =
      """
      (() => {
        const context = new OffscreenCanvas(1, 1).getContext("2d");
        const widths = ["400 16px", "700 16px", "400 13px"].flatMap((size) =>
          ["system-ui", "sans-serif", "monospace"].map((family) => {
            context.font = `${size} ${family}`;
            return context.measureText("Überblick: 1,234.5 ms ▲ ■ ● → 🐝 قرية 村").width.toFixed(2);
          }),
        );
        return `${/Chrome.\\d+/.exec(navigator.userAgent)[0]} ${widths.join(" ")}`;
      })()
      """;

  private final Chromium chromium;
  private final TestTransport server;
  private final Path taken;
  private final Platform platform;

  /**
   * Takes pictures of pages of a server.
   *
   * @param taken folder for them
   */
  Looks(Chromium chromium, TestTransport server, Path taken) throws IOException {
    this.chromium = chromium;
    this.server = server;
    this.platform = new Platform(server, "Reef");
    this.taken = Files.createDirectories(taken);
  }

  public static void main(String[] args) throws Exception {
    Path folder = args.length > 0 ? Path.of(args[0]) : FOLDER;
    try (Chromium chromium = Chromium.start()) {
      for (String theme : THEMES) {
        try (TestTransport server = TestTransport.start()) {
          Looks looks = new Looks(chromium, server, folder);
          looks.publish();
          for (String path : PagesInChromium.PAGES) {
            looks.open(theme, path);
            looks.take(theme, path);
          }
          Files.writeString(folder.resolve(BROWSER), looks.browser() + "\n");
        }
      }
    }
  }

  /** Publishes what all pictures show. */
  void publish() {
    platform.begin();
    server.publish(
        notice("i-1", "critical", "Billing fails", "billing"),
        notice("n2", "warning", "Slow", "billing"),
        notice("n3", "info", "Deployed", "billing"));
  }

  /** Goes to a page in a theme and waits until all its panels have what they show. */
  void open(String theme, String path) {
    if (theme.equals("phone")) {
      chromium.showPhone(390, 844);
    } else {
      chromium.show("light", 1440, 1000);
    }
    String query = "?theme=" + (theme.equals("phone") ? "light" : theme);
    // Else a wall turns to the critical incident.
    if (theme.equals("wall")) {
      server.publish(Updates.ack("i-1", "ada"));
    }
    chromium.open("http://127.0.0.1:" + server.port() + path + query);
    platform.publishNow();
    await("open " + path)
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(Chromium::isNavigation)
        .untilAsserted(
            () ->
                assertThat(
                        chromium.evaluate(
                            "document.querySelector('.connection')?.dataset.state === 'open' &&"
                                + " document.querySelector('.page').children.length > 0 &&"
                                + " document.querySelectorAll('.panel .empty:not([hidden])').length"
                                + " < 4 && !document.querySelector('.panel.stale') &&"
                                + NUMBERS_ARE_THERE))
                    .isEqualTo("true"));
  }

  /** Takes a picture of the page that is open. */
  void take(String theme, String path) throws IOException {
    platform.publishNow();
    // Every panel is drawn within a second; two frames later it is on the screen.
    chromium.evaluateLater(
        "new Promise(done => setTimeout(() => requestAnimationFrame(() =>"
            + " requestAnimationFrame(done)), 1100))");
    chromium.evaluate(STAND_STILL);
    chromium.picture(taken.resolve(name(theme, path)));
  }

  /**
   * Names the pictures of a theme that differ from those in {@link #FOLDER}, and by how much. One
   * that differs is taken twice more: on a busy machine a value may come just after the picture.
   */
  List<String> differences(String theme) throws IOException {
    List<String> differences = new ArrayList<>();
    for (String path : PagesInChromium.PAGES) {
      Path kept = FOLDER.resolve(name(theme, path));
      if (!Files.exists(kept)) {
        differences.add(kept + " is missing");
        continue;
      }
      double different = difference(kept, theme, path);
      for (int again = 0; again < 2 && different > MOST_DIFFERENT; again++) {
        open(theme, path);
        take(theme, path);
        different = difference(kept, theme, path);
      }
      if (different > MOST_DIFFERENT) {
        differences.add("%s: %.1f %% of the pixels".formatted(kept, different * 100));
      }
    }
    return differences;
  }

  /** Which part of the pixels of the picture that was taken of a page differs. */
  private double difference(Path kept, String theme, String path) throws IOException {
    chromium.open("about:blank");
    return Double.parseDouble(
        chromium.evaluateLater(
            COMPARE.formatted(base64(kept), base64(taken.resolve(name(theme, path))))));
  }

  /** Whether the pictures were taken with this version of the browser and with the same fonts. */
  boolean areOfThisBrowser() throws IOException {
    Path browser = FOLDER.resolve(BROWSER);
    return Files.exists(browser) && Files.readString(browser).strip().equals(browser());
  }

  private String browser() {
    return chromium.evaluate(BROWSER_AND_FONTS);
  }

  private static String base64(Path picture) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(picture));
  }

  private static String name(String theme, String path) {
    String page = path.equals("/") ? "overview" : path.substring(1).replace('/', '-');
    return page + "-" + theme + ".webp";
  }
}
