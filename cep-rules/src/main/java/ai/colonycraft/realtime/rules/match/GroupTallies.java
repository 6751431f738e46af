package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.rules.Against;
import ai.colonycraft.realtime.rules.Measure;
import java.util.ArrayList;
import java.util.List;

/**
 * The tallies of the groups of a key, of which one is compared with others. Beyond {@link #LIMIT}
 * groups, the one whose newest event is oldest is forgotten.
 */
final class GroupTallies extends Tally {

  /** Groups at most. */
  static final int LIMIT = 16;

  /** In the order in which the groups appeared. */
  final List<String> names = new ArrayList<>();

  final List<Buckets> groups = new ArrayList<>();

  /** The group whose event was counted last. */
  private int current;

  /** From now on the events of this group are counted. */
  void select(String name) {
    current = names.indexOf(name);
    if (current < 0) {
      if (names.size() == LIMIT) {
        removeOldest();
      }
      Buckets group = new Buckets();
      group.split = split;
      group.pending = split;
      names.add(name);
      groups.add(group);
      current = names.size() - 1;
    }
  }

  private void removeOldest() {
    int oldest = 0;
    for (int i = 1; i < groups.size(); i++) {
      if (groups.get(i).newest < groups.get(oldest).newest) {
        oldest = i;
      }
    }
    names.remove(oldest);
    groups.remove(oldest);
  }

  @Override
  Tally ofGroup() {
    return groups.get(current);
  }

  @Override
  void add(Measure measure, long time, Object value) {
    groups.get(current).add(measure, time, value);
    newest = time;
  }

  @Override
  void apart(long time) {
    super.apart(time);
    groups.forEach(group -> group.apart(time));
  }

  @Override
  boolean reaches(Measure measure, long time, long after) {
    Buckets group = groups.get(current);
    if (!group.reaches(measure, time, after)) {
      return false;
    }
    Double others = compared(measure, time);
    Against against = measure.against().orElseThrow();
    return others != null
        && against.isBeyond(
            others, group.result(measure, time, after), measure.limit().comparison());
  }

  @Override
  double result(Measure measure, long time, long after) {
    return groups.get(current).result(measure, time, after);
  }

  /** The value of the other groups; null if they have too few events. */
  @Override
  Double compared(Measure measure, long time) {
    long events = 0;
    double value = 0;
    boolean rest = measure.against().orElseThrow().others() == Against.Others.REST;
    for (int i = 0; i < groups.size(); i++) {
      Buckets group = groups.get(i);
      if (rest ? i != current : i == current - 1) {
        long at = rest ? time : group.newest;
        events += group.events(measure, at);
        value += group.value(measure, at);
      }
    }
    return events == 0 || events < measure.from() ? null : (Double) measure.result(events, value);
  }
}
