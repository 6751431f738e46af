package ai.colonycraft.realtime.jobs.activity;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Gathers sightings by the key group of their users, so that Flink has one record to carry for up
 * to a hundred events, and users that are looked up one after another lie in one table. Those of a
 * user stay in order. Not thread-safe.
 */
final class SightingGroups {

  /** So many bytes are handed on at once. */
  private static final int FULL_BYTES = 6000;

  /** What a key group begins with, which is enough where events are few. */
  private static final int FIRST_BYTES = 256;

  /** One key group's. */
  private static final class Group {
    final DataOutputSerializer out = new DataOutputSerializer(FIRST_BYTES);
  }

  private final Group[] groups;
  private final Consumer<Sightings> to;

  /** Takes how many key groups there are, and who gets what was gathered. */
  SightingGroups(int keyGroups, Consumer<Sightings> to) {
    this.groups = new Group[keyGroups];
    this.to = to;
  }

  /** Adds what an event tells of its user, and hands on the key group's if there are enough. */
  void add(Activity activity, boolean tooLate) throws IOException {
    int place =
        KeyGroupRangeAssignment.computeKeyGroupForKeyHash(activity.userHash(), groups.length);
    Group group = groups[place];
    if (group == null) {
      group = new Group();
      groups[place] = group;
    }
    Sighting.Serializer.copy(
        activity.form(), Activity.SIGHTING, activity.sightingEnd(), tooLate, group.out);
    if (group.out.length() >= FULL_BYTES) {
      handOn(place);
    }
  }

  /** Hands on all that was gathered. */
  void drain() {
    for (int place = 0; place < groups.length; place++) {
      if (groups[place] != null && groups[place].out.length() > 0) {
        handOn(place);
      }
    }
  }

  private void handOn(int place) {
    Group group = groups[place];
    byte[] written = group.out.getCopyOfBuffer();
    to.accept(new Sightings(Sighting.Serializer.userId(written, 0), written));
    if (group.out.length() > 2 * FULL_BYTES) {
      // A very long name must not keep its memory.
      groups[place] = null;
    }
    group.out.clear();
  }
}
