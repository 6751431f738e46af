package ai.colonycraft.realtime.jobs.activity;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Buffers sightings by the key group of their users, so that Flink carries one record for up to a
 * hundred events, and users that are looked up one after another lie in one table of the state
 * backend. Those of a user stay in order. Not thread-safe.
 */
final class SightingGroups {

  /** A buffer of this size is sent, bytes. */
  private static final int FULL_BYTES = 6000;

  /** The first size of a buffer, which suffices at a low input rate. */
  private static final int FIRST_BYTES = 256;

  private final DataOutputSerializer[] buffers;
  private final Consumer<Sightings> output;

  /**
   * Empty buffers.
   *
   * @param keyGroups how many key groups there are
   * @param output receives what was buffered
   */
  SightingGroups(int keyGroups, Consumer<Sightings> output) {
    this.buffers = new DataOutputSerializer[keyGroups];
    this.output = output;
  }

  /** Adds the sighting of an event, and sends its key group's buffer if it is full. */
  void add(Activity activity, boolean tooLate) throws IOException {
    int keyGroup =
        KeyGroupRangeAssignment.computeKeyGroupForKeyHash(activity.userHash(), buffers.length);
    DataOutputSerializer buffer = buffers[keyGroup];
    if (buffer == null) {
      buffer = new DataOutputSerializer(FIRST_BYTES);
      buffers[keyGroup] = buffer;
    }
    SightingFormat.copy(
        activity.form(), Activity.SIGHTING, activity.sightingEnd(), tooLate, buffer);
    if (buffer.length() >= FULL_BYTES) {
      send(keyGroup);
    }
  }

  /** Sends all that is buffered. */
  void drain() {
    for (int keyGroup = 0; keyGroup < buffers.length; keyGroup++) {
      if (buffers[keyGroup] != null && buffers[keyGroup].length() > 0) {
        send(keyGroup);
      }
    }
  }

  private void send(int keyGroup) {
    DataOutputSerializer buffer = buffers[keyGroup];
    byte[] written = buffer.getCopyOfBuffer();
    output.accept(new Sightings(SightingFormat.userId(written, 0), written));
    if (buffer.length() > 2 * FULL_BYTES) {
      // A very long name must not keep its memory.
      buffers[keyGroup] = null;
    }
    buffer.clear();
  }
}
