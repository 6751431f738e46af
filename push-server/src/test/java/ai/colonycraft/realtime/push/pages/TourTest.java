package ai.colonycraft.realtime.push.pages;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.RunningProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which page a wall shows, over weeks that pass at once. */
class TourTest {

  private static final Path TOUR =
      Path.of("src/main/resources/push-pages/store/tour.js").toAbsolutePath();

  private static final String BEGIN =
      """
      import assert from "node:assert/strict";
      import { playlistOf, Tour } from "file://%s";
      const playlist = (query) => playlistOf(new URLSearchParams(query), (page) => !page.includes("nowhere"));
      const incident = (id, timestamp) => ({ id, timestamp, address: `/services/${id}` });
      """
          .formatted(TOUR);

  @TempDir private Path folder;

  @Test
  void readsThePagesOfTheAddressAndKeepsWithinItsLimits() throws Exception {
    passes(
        """
        assert.deepEqual(playlist("playlist=/,/operations,/custom?id=ours&seconds=60"),
          { pages: ["/", "/operations", "/custom?id=ours"], seconds: 60 });
        assert.deepEqual(playlist("playlist=/nowhere,//evil.example,https://x,,/activity&seconds=-3"),
          { pages: ["/activity"], seconds: 5 });
        assert.deepEqual(playlist("seconds=lots"), { pages: [], seconds: 30 });
        assert.equal(playlist("seconds=1e9").seconds, 3600);
        assert.equal(playlist(`playlist=${"/,".repeat(99)}`).pages.length, 20);
        """);
  }

  @Test
  void showsThePagesInTurnAndTurnsToACriticalIncidentAndBack() throws Exception {
    passes(
        """
        const tour = new Tour(playlist("playlist=/,/operations&seconds=10"), "/", 0);
        assert.equal(tour.step(9_999, "/", []), null);
        assert.equal(tour.step(10_000, "/", []), "/operations");
        assert.equal(tour.step(12_000, "/operations", [incident("billing", 1)]), "/services/billing");
        assert.equal(tour.step(90_000, "/services/billing", [incident("billing", 1)]), null);
        assert.equal(tour.step(91_000, "/services/billing", []), "/operations");
        assert.equal(tour.step(100_999, "/operations", []), null);
        assert.equal(tour.step(101_000, "/operations", []), "/");
        """);
  }

  @Test
  void showsEachOfManyIncidentsLongEnoughToReadIt() throws Exception {
    passes(
        """
        const tour = new Tour(playlist(""), "/", 0);
        const [a, b] = [incident("a", 1), incident("b", 2)];
        assert.equal(tour.step(0, "/", [a]), "/services/a");
        assert.equal(tour.step(1_000, "/services/a", [a, b]), null);
        assert.equal(tour.step(15_000, "/services/a", [a, b]), "/services/b");
        assert.equal(tour.step(16_000, "/services/b", [a]), "/services/a");
        assert.equal(tour.step(17_000, "/services/a", []), "/");
        """);
  }

  @Test
  void aWeekWithoutAHumanShowsEachPageAndEndsOnThePlaylist() throws Exception {
    passes(
        """
        let seed = 1;
        const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
        const pages = ["/", "/operations", "/activity"];
        const tour = new Tour(playlist(`playlist=${pages}&seconds=30`), "/", 0);
        const shown = new Map();
        let [here, open, changes] = ["/", [], 0];
        const week = 7 * 24 * 3_600;
        for (let second = 1; second <= week + 60; second++) {
          if (second < week && random() < 0.001) open.push(incident(`s${second}`, second));
          if (random() < 0.01) open.shift();
          if (second >= week) open = [];
          const next = tour.step(second * 1_000, here, open);
          if (next !== null) changes++;
          here = next ?? here;
          shown.set(here, (shown.get(here) ?? 0) + 1);
          if (open.length === 0) assert.ok(pages.includes(here), here);
          else assert.match(here, /services/);
        }
        for (const page of pages) assert.ok(shown.get(page) > 100_000, `${page} ${shown.get(page)}`);
        assert.ok(changes < week / 15, String(changes));
        """);
  }

  private void passes(String script) throws Exception {
    Path file = Files.writeString(folder.resolve("script.mjs"), BEGIN + script);
    try (RunningProcess check =
        RunningProcess.start(Needs.program("node"), "--no-warnings", file.toString())) {
      int exit = check.waitForExit();

      assertThat(exit).as(String.join("\n", check.lines())).isZero();
    }
  }
}
