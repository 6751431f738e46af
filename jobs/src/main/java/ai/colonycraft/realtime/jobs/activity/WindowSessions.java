package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The sessions that were over in one window, or a part of them that one task saw: parts add up. A
 * session is over a session gap after its last event, when no event can extend it any more.
 *
 * @param start of the window, epoch milliseconds
 * @param byPlatform sessions by platform and bucket of {@link ActivityMetrics#SESSIONS}
 */
record WindowSessions(long start, SortedMap<String, long[]> byPlatform) {

  /** How Flink writes one. */
  static final ValueType<WindowSessions> VALUE_TYPE =
      ValueType.of(WindowSessions.class, new Serializer());

  /** Both parts together. */
  WindowSessions plus(WindowSessions other) {
    SortedMap<String, long[]> sums = new TreeMap<>();
    byPlatform.forEach((platform, counts) -> sums.put(platform, counts.clone()));
    other.byPlatform.forEach(
        (platform, counts) -> {
          long[] sum = sums.computeIfAbsent(platform, p -> new long[counts.length]);
          for (int bucket = 0; bucket < counts.length; bucket++) {
            sum[bucket] += counts[bucket];
          }
        });
    return new WindowSessions(start, sums);
  }

  /** Writes {@link WindowSessions}. */
  public static final class Serializer extends ValueSerializer<WindowSessions> {

    private static final int FORMAT = 1;

    @Override
    public void serialize(WindowSessions sessions, DataOutputView out) throws IOException {
      out.writeByte(FORMAT);
      out.writeLong(sessions.start);
      Bytes.writeLength(sessions.byPlatform.size(), out);
      for (Map.Entry<String, long[]> entry : sessions.byPlatform.entrySet()) {
        Bytes.writeText(entry.getKey(), out);
        for (long count : entry.getValue()) {
          out.writeLong(count);
        }
      }
    }

    @Override
    public WindowSessions deserialize(DataInputView in) throws IOException {
      readFormat(FORMAT, "sessions of a window", in);
      long start = in.readLong();
      SortedMap<String, long[]> byPlatform = new TreeMap<>();
      for (int size = Bytes.readLength(in); size > 0; size--) {
        String platform = Bytes.readText(in);
        long[] counts = new long[ActivityMetrics.SESSIONS.buckets()];
        for (int bucket = 0; bucket < counts.length; bucket++) {
          counts[bucket] = in.readLong();
        }
        byPlatform.put(platform, counts);
      }
      return new WindowSessions(start, byPlatform);
    }
  }
}
