package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.types.Amounts;
import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What happened in one window, or a part of it that one task saw: parts add up.
 *
 * @param start of the window, epoch milliseconds
 * @param events in it
 * @param users with an event in it
 * @param colonies with an event in it
 * @param agents with an event in it; 0 of what an earlier version counted
 * @param usersByPlatform users with an event on each platform; one user may count on several
 * @param tokens spent in it
 */
public record WindowSummary(
    long start,
    long events,
    long users,
    long colonies,
    long agents,
    Map<String, Long> usersByPlatform,
    long tokens) {

  /** How Flink writes one. */
  public static final ValueType<WindowSummary> VALUE_TYPE =
      ValueType.of(WindowSummary.class, new Serializer());

  public WindowSummary {
    usersByPlatform = Map.copyOf(usersByPlatform);
  }

  /** Both parts together. */
  WindowSummary plus(WindowSummary other) {
    Map<String, Long> byPlatform = new HashMap<>(usersByPlatform);
    other.usersByPlatform.forEach((platform, n) -> byPlatform.merge(platform, n, Long::sum));
    return new WindowSummary(
        start,
        events + other.events,
        users + other.users,
        colonies + other.colonies,
        agents + other.agents,
        byPlatform,
        Amounts.sum(tokens, other.tokens));
  }

  /** Writes {@link WindowSummary}. */
  public static final class Serializer extends ValueSerializer<WindowSummary> {

    /** Without tokens. */
    private static final int OLDEST = 1;

    /** Without agents. */
    private static final int BEFORE_AGENTS = 2;

    private static final int FORMAT = 3;

    @Override
    public void serialize(WindowSummary summary, DataOutputView out) throws IOException {
      out.writeByte(FORMAT);
      out.writeLong(summary.start);
      out.writeLong(summary.events);
      out.writeLong(summary.users);
      out.writeLong(summary.colonies);
      Bytes.writeLength(summary.usersByPlatform.size(), out);
      for (Map.Entry<String, Long> entry : summary.usersByPlatform.entrySet()) {
        Bytes.writeText(entry.getKey(), out);
        out.writeLong(entry.getValue());
      }
      out.writeLong(summary.tokens);
      out.writeLong(summary.agents);
    }

    @Override
    public WindowSummary deserialize(DataInputView in) throws IOException {
      int format = readFormat(OLDEST, FORMAT, "a summary", in);
      long start = in.readLong();
      long events = in.readLong();
      long users = in.readLong();
      long colonies = in.readLong();
      Map<String, Long> byPlatform = new HashMap<>();
      for (int size = Bytes.readLength(in); size > 0; size--) {
        byPlatform.put(Bytes.readText(in), in.readLong());
      }
      long tokens = format == OLDEST ? 0 : in.readLong();
      long agents = format <= BEFORE_AGENTS ? 0 : in.readLong();
      return new WindowSummary(start, events, users, colonies, agents, byPlatform, tokens);
    }
  }
}
