package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Everything the job remembers of one user, from the first event until the session, the windows and
 * the time of being active are all over. Mutable, and used only by the task that holds its key.
 */
final class UserState {

  static final long NEVER = Long.MAX_VALUE;

  String username;

  /** Where the user was at {@link #lastSeen}; null before the first event. */
  Place place;

  long lastSeen = Long.MIN_VALUE;

  /** Whether the user is counted as active, at {@link #place}. */
  boolean active;

  /** Tokens spent that are counted nowhere else by user. */
  double tokens;

  /** The earliest timer that is set for this user. */
  long wakeAt = NEVER;

  UserSessions sessions = new UserSessions();
  WindowCounts windows = new WindowCounts();

  /** Whether nothing is left for which the user must be remembered. */
  boolean isOver() {
    return !active && sessions.isEmpty() && windows.isEmpty();
  }

  /** Writes {@link UserState}. */
  public static final class Serializer extends ValueSerializer<UserState> {

    private static final int FORMAT = 1;

    @Override
    public boolean isImmutableType() {
      return false;
    }

    @Override
    public UserState copy(UserState from) {
      UserState to = new UserState();
      to.username = from.username;
      to.place = from.place;
      to.lastSeen = from.lastSeen;
      to.active = from.active;
      to.tokens = from.tokens;
      to.wakeAt = from.wakeAt;
      to.sessions = from.sessions.copy();
      to.windows = from.windows.copy();
      return to;
    }

    @Override
    public void serialize(UserState state, DataOutputView out) throws IOException {
      writeAtOnce(state, out, Serializer::write);
    }

    private static void write(UserState state, DataOutputView out) throws IOException {
      out.writeByte(FORMAT);
      Bytes.writeText(state.username, out);
      out.writeBoolean(state.place != null);
      if (state.place != null) {
        state.place.write(out);
      }
      out.writeLong(state.lastSeen);
      out.writeBoolean(state.active);
      out.writeDouble(state.tokens);
      out.writeLong(state.wakeAt);
      state.sessions.write(out);
      state.windows.write(out);
    }

    @Override
    public UserState deserialize(DataInputView in) throws IOException {
      readFormat(FORMAT, "user state", in);
      UserState state = new UserState();
      state.username = Bytes.readText(in);
      state.place = in.readBoolean() ? Place.read(in) : null;
      state.lastSeen = in.readLong();
      state.active = in.readBoolean();
      state.tokens = in.readDouble();
      state.wakeAt = in.readLong();
      state.sessions = UserSessions.read(in);
      state.windows = WindowCounts.read(in);
      return state;
    }
  }
}
