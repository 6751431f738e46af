package ai.colonycraft.realtime.jobs.live;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.Contract;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveBoardTest {

  private static final Contract CONTRACT = new Contract("live-updates");
  private static final List<String> PLATFORM = List.of("platform");

  private final LiveBoard board = new LiveBoard("live-updates");

  private static LiveValue on(String platform, double value) {
    return LiveValue.of(PLATFORM, List.of(platform), value);
  }

  private List<String> flush(long now) {
    List<String> published = new ArrayList<>();
    board.flush(
        now,
        record -> {
          assertThat(record.topic()).isEqualTo("live-updates");
          String key = new String(record.key(), StandardCharsets.UTF_8);
          published.add(key + " " + (record.value() == null ? "ends" : value(record.value())));
        });
    return published;
  }

  private static String value(byte[] json) {
    return CONTRACT.holds(json).replaceAll(".*\"value\":([^,]+),.*", "$1");
  }

  @Test
  void writesWhatTheContractSays() {
    board.replace("active_users", List.of(LiveValue.total(3), on("web", 0.25)));
    List<String> published = new ArrayList<>();
    board.flush(7, record -> published.add(CONTRACT.holds(record.value())));

    assertThat(published)
        .containsExactlyInAnyOrder(
            "{\"metric\":\"active_users\",\"value\":3,\"timestamp\":7}",
            "{\"metric\":\"active_users\",\"labels\":{\"platform\":\"web\"},\"value\":0.25,\"timestamp\":7}");
  }

  @Test
  void tellsOnlyWhatChanged() {
    board.replace("a", List.of(on("web", 1), on("ios", 2)));
    assertThat(flush(0))
        .containsExactlyInAnyOrder("a{platform=\"web\"} 1", "a{platform=\"ios\"} 2");

    board.replace("a", List.of(on("web", 1), on("ios", 3)));
    assertThat(flush(100)).containsExactly("a{platform=\"ios\"} 3");
    assertThat(flush(200)).isEmpty();
  }

  @Test
  void seriesOfTwoTextsAreApartWhateverTheTextsHold() {
    List<String> labels = List.of("colony_id", "agent_id");
    board.replace(
        "a",
        List.of(
            LiveValue.of(labels, List.of("a", "b\u0000c"), 1),
            LiveValue.of(labels, List.of("a\u0000b", "c"), 2)));
    assertThat(flush(0)).hasSize(2);

    board.replace("a", List.of());
    assertThat(flush(100)).filteredOn(record -> record.endsWith(" ends")).hasSize(2);
  }

  @Test
  void tellsAllAgainEveryFewSeconds() {
    board.replace("a", List.of(on("web", 1)));
    flush(0);

    assertThat(flush(4_999)).isEmpty();
    assertThat(flush(5_000)).containsExactly("a{platform=\"web\"} 1");
    assertThat(flush(9_999)).isEmpty();
  }

  @Test
  void tellsASeriesThatLeavesAsZeroAndThenEndsIt() {
    board.replace("a", List.of(on("web", 1)));
    flush(0);
    board.replace("a", List.of());

    assertThat(flush(100)).containsExactly("a{platform=\"web\"} 0", "a{platform=\"web\"} ends");
    assertThat(flush(60_000)).isEmpty();
  }

  @Test
  void onlyEndsASeriesWhoseZeroWouldMeanSomethingElse() {
    board.replace("apdex", List.of(on("web", 1)), false);
    flush(0);
    board.replace("apdex", List.of(), false);

    assertThat(flush(100)).containsExactly("apdex{platform=\"web\"} ends");
  }

  @Test
  void tellsASeriesThatComesBackAtOnce() {
    board.replace("a", List.of(on("web", 1)));
    flush(0);
    board.replace("a", List.of());
    flush(100);
    board.replace("a", List.of(on("web", 1)));

    assertThat(flush(200)).containsExactly("a{platform=\"web\"} 1");
  }

  @Test
  void knowsARowByItsRankAndNotByWhoIsThere() {
    List<String> names = List.of("rank", "colony");
    board.replace("top", List.of(new LiveValue(List.of("1"), names, List.of("1", "reef"), 5)));
    assertThat(flush(0)).containsExactly("top{rank=\"1\"} 5");
    board.replace("top", List.of(new LiveValue(List.of("1"), names, List.of("1", "hive"), 5)));

    assertThat(flush(100)).containsExactly("top{rank=\"1\"} 5");
  }

  @Test
  void keepsSeriesApartThatHaveTheSameValueOfDifferentLabels() {
    board.replace("a", List.of(on("x", 1), LiveValue.of(List.of("region"), List.of("x"), 2)));

    assertThat(flush(0)).containsExactlyInAnyOrder("a{platform=\"x\"} 1", "a{region=\"x\"} 2");
  }

  @Test
  void escapesInKeysWhatWouldMakeTwoSeriesOne() {
    board.replace("a", List.of(on("x\"", 1), on("x\\\"", 2), on("é\n", 3)));

    assertThat(flush(0))
        .containsExactlyInAnyOrder(
            "a{platform=\"x\\\"\"} 1", "a{platform=\"x\\\\\\\"\"} 2", "a{platform=\"é\n\"} 3");
  }
}
