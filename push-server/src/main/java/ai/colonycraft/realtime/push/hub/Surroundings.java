package ai.colonycraft.realtime.push.hub;

import ai.colonycraft.realtime.push.feed.Acknowledgement;
import ai.colonycraft.realtime.push.feed.Act;
import ai.colonycraft.realtime.push.feed.IncidentActions;
import ai.colonycraft.realtime.push.feed.Silence;
import ai.colonycraft.realtime.push.incidents.Board;
import ai.colonycraft.realtime.push.incidents.Group;
import ai.colonycraft.realtime.push.incidents.Incident;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides what this server adds to a notification: its group, within which one it is shown, what
 * people did about it, and whether it interrupts anybody. Has no state.
 */
final class Surroundings {

  private Surroundings() {}

  /**
   * The notification with what is added to it.
   *
   * @param known what belongs together of the notifications that the reader may see
   * @param now epoch milliseconds
   * @param visibility of the reader, who sees the silences alone that it sees
   */
  static KnownNotification of(
      KnownNotification one,
      KnownBoard known,
      PeopleActions people,
      long now,
      Visibility visibility) {
    Board board = known.board();
    String whole = board.partOf(one.id()).orElse(one.id());
    Incident shown = board.shown(whole).orElse(one.incident());
    List<String> ids = new ArrayList<>(List.of(whole));
    board.parts(whole).forEach(part -> ids.add(part.id()));
    Acknowledgement acknowledgement =
        ids.stream()
            .map(id -> acknowledgement(id, people, known.known(id)))
            .filter(Objects::nonNull)
            .min(Comparator.comparingLong(Acknowledgement::timestamp))
            .orElse(null);
    Optional<Act> assigned =
        ids.stream()
            .flatMap(id -> people.of(id).flatMap(IncidentActions::assigned).stream())
            .max(Comparator.comparingLong(Act::timestamp));
    Optional<Silence> silence = people.silencing(shown, now);
    Optional<Group> group = board.group(one.id());
    boolean interrupts =
        whole.equals(one.id())
            && acknowledgement == null
            && silence.isEmpty()
            && (!shown.isIncident()
                || shown.isOpen() && group.map(g -> known.cameFirst(one, g)).orElse(true));
    return one.with(
        acknowledgement,
        new Extras(
            group.map(Group::id),
            board.partOf(one.id()),
            board.parts(one.id()).isEmpty() ? Optional.empty() : board.shown(one.id()),
            assigned,
            silence.filter(visibility::sees),
            interrupts));
  }

  private static Acknowledgement acknowledgement(
      String id, PeopleActions people, KnownNotification known) {
    Optional<IncidentActions> actions = people.of(id);
    if (actions.isPresent()) {
      // Also if the acknowledgement of an earlier version was taken back.
      return actions.get().acknowledged().map(act -> Acknowledgement.of(id, act)).orElse(null);
    }
    return known == null ? null : known.acknowledgement();
  }
}
