package ai.colonycraft.realtime.push.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.incidents.Board;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KnownBoardTest {

  private static final int MEMBERS = 2_000;
  private final Map<String, KnownNotification> known = new LinkedHashMap<>();

  @Test
  void theFirstOfAStormIsFoundWithoutALookAtEachMemberForEachMember() {
    for (int i = 0; i < MEMBERS; i++) {
      add("n" + i, i);
    }
    AtomicInteger looks = new AtomicInteger();
    KnownBoard board = board(looks);

    assertThat(board.board().group("n0").orElseThrow().members()).hasSize(MEMBERS);
    assertThat(known.values())
        .filteredOn(one -> board.cameFirst(one, board.board().group(one.id()).orElseThrow()))
        .extracting(KnownNotification::id)
        .containsExactly("n0");
    assertThat(looks.get()).isEqualTo(MEMBERS);
  }

  @Test
  void theFirstIsTheOneThatWasKnownFirstAndNotTheOneThatBeganFirst() {
    add("later", 7);
    add("earlier", 3);
    KnownBoard board = board(new AtomicInteger());

    assertThat(known.values())
        .filteredOn(one -> board.cameFirst(one, board.board().group(one.id()).orElseThrow()))
        .extracting(KnownNotification::id)
        .containsExactly("earlier");
  }

  private KnownBoard board(AtomicInteger looks) {
    return new KnownBoard(
        Board.of(known.values().stream().map(KnownNotification::incident).toList()),
        id -> {
          looks.incrementAndGet();
          return known.get(id);
        });
  }

  private void add(String id, long sequence) {
    String json =
        "{\"id\":\"%s\",\"type\":\"critical\",\"timestamp\":1000,\"context\":{\"service\":\"s\"}}"
            .formatted(id);
    known.put(id, KnownNotification.first(new Notice(id, json, sequence), null));
  }
}
