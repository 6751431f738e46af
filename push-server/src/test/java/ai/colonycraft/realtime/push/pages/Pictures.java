package ai.colonycraft.realtime.push.pages;

import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.support.Chromium;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Takes the three pictures of the README, wall, desk and phone, of pages that show a running
 * platform: {@code Pictures ADDRESS FOLDER}. A wall turns to a critical incident that is open.
 */
public final class Pictures {

  /** The longest time until every chart has drawn itself, the map too. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Pictures() {}

  public static void main(String[] args) throws Exception {
    String address = args.length > 0 ? args[0] : "http://127.0.0.1:8080";
    Path folder = Files.createDirectories(Path.of(args.length > 1 ? args[1] : "src/main/docs"));
    try (Chromium chromium = Chromium.start()) {
      chromium.show("dark", 1920, 1080);
      take(chromium, address + "/operations?theme=wall", ".panel .value", folder, "wall");
      chromium.show("light", 1440, 900);
      take(chromium, address + "/activity?theme=light", "cc-ranking td", folder, "desk");
      chromium.show("dark", 1440, 900);
      chromium.showPhone(390, 844);
      take(chromium, address + "/?theme=dark", "cc-services td", folder, "phone");
    }
  }

  private static void take(
      Chromium chromium, String address, String wanted, Path folder, String name) throws Exception {
    chromium.open(address);
    String there = "document.querySelectorAll('%s').length > 0".formatted(wanted);
    await().atMost(PATIENCE).until(() -> chromium.evaluate(there).equals("true"));
    // Lines are drawn once a second, and a wall has turned by then.
    String drawn = "new Promise(done => setTimeout(done, 6000, 'drawn'))";
    chromium.evaluateLater(drawn);
    Path file = folder.resolve(name + ".webp");
    chromium.picture(file);
    System.out.printf("%s %d KB%n", file, Files.size(file) / 1024);
  }
}
