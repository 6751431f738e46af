package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.incidents.Board;
import ai.colonycraft.realtime.push.incidents.Group;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * A board of notifications that are known, with the one of each group that was known first. Valid
 * until a notification comes, changes or is forgotten. For one thread at a time.
 */
final class KnownBoard {

  private final Board board;
  private final Function<String, KnownNotification> known;

  /** By the identity of the group, since hashing one takes as long as it has members. */
  private final Map<Group, Long> firsts = new IdentityHashMap<>();

  /**
   * Takes a board.
   *
   * @param known finds a notification by its id; null for one that is not known
   */
  KnownBoard(Board board, Function<String, KnownNotification> known) {
    this.board = board;
    this.known = known;
  }

  /** What belongs together. */
  Board board() {
    return board;
  }

  /** A notification by its id; null for one that is not known. */
  KnownNotification known(String id) {
    return known.apply(id);
  }

  /**
   * Whether no other member of a group was known before a notification. Each group is looked
   * through once, since a storm puts thousands of incidents into one.
   */
  boolean cameFirst(KnownNotification one, Group group) {
    return one.first() <= firsts.computeIfAbsent(group, this::first);
  }

  private long first(Group group) {
    return group.members().stream()
        .map(member -> known.apply(member.id()))
        .filter(Objects::nonNull)
        .mapToLong(KnownNotification::first)
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
