package ai.colonycraft.realtime.rules.match;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes what the counting steps of a rule keep of a key. */
public final class TalliesSerializer {

  private static final int NONE = 0;
  private static final int BUCKETS = 1;
  private static final int VALUES = 2;

  /** Buckets with what is usual. */
  private static final int LEARNT = 3;

  private static final int GROUPS = 4;

  private TalliesSerializer() {}

  /** Writes them. */
  public static void write(PartialMatches matches, DataOutputView out) throws IOException {
    out.writeByte(matches.tallies.length);
    for (Tally tally : matches.tallies) {
      write(tally, out);
    }
  }

  private static void write(Tally tally, DataOutputView out) throws IOException {
    if (tally == null) {
      out.writeByte(NONE);
      return;
    }
    out.writeByte(kind(tally));
    out.writeLong(tally.split);
    out.writeLong(tally.pending);
    out.writeBoolean(tally.reached);
    out.writeLong(tally.takenAt);
    out.writeLong(tally.newest);
    if (tally instanceof Buckets buckets) {
      out.writeByte(buckets.size);
      for (int i = 0; i < buckets.size; i++) {
        out.writeLong(buckets.times[i]);
        out.writeInt(buckets.counts[i]);
        out.writeDouble(buckets.values[i]);
      }
      if (buckets.learnt != null) {
        LearntForm.write(buckets.learnt, out);
      }
    } else if (tally instanceof RecentValues values) {
      out.writeByte(values.size);
      for (int i = 0; i < values.size; i++) {
        out.writeLong(values.hashes[i]);
        out.writeLong(values.times[i]);
      }
    } else if (tally instanceof GroupTallies groups) {
      out.writeByte(groups.names.size());
      for (int i = 0; i < groups.names.size(); i++) {
        out.writeUTF(groups.names.get(i));
        write(groups.groups.get(i), out);
      }
    }
  }

  private static int kind(Tally tally) {
    if (tally instanceof Buckets buckets) {
      return buckets.learnt == null ? BUCKETS : LEARNT;
    }
    return tally instanceof GroupTallies ? GROUPS : VALUES;
  }

  /** Reads what {@link #write} wrote, for these matches. */
  public static PartialMatches read(PartialMatches matches, DataInputView in) throws IOException {
    Tally[] tallies = new Tally[in.readUnsignedByte()];
    for (int i = 0; i < tallies.length; i++) {
      tallies[i] = read(in);
    }
    return matches.with(tallies);
  }

  private static Tally read(DataInputView in) throws IOException {
    int kind = in.readByte();
    if (kind == NONE) {
      return null;
    }
    if (kind < BUCKETS || kind > GROUPS) {
      throw new IOException("kind %d of counted events: the data is damaged".formatted(kind));
    }
    long split = in.readLong();
    long pending = in.readLong();
    boolean reached = in.readBoolean();
    long takenAt = in.readLong();
    long newest = in.readLong();
    Tally tally =
        switch (kind) {
          case VALUES -> values(in);
          case GROUPS -> groups(in);
          default -> buckets(in, kind == LEARNT);
        };
    tally.split = split;
    tally.pending = pending;
    tally.reached = reached;
    tally.takenAt = takenAt;
    tally.newest = newest;
    return tally;
  }

  private static Tally groups(DataInputView in) throws IOException {
    GroupTallies groups = new GroupTallies();
    for (int size = in.readByte(); size > 0; size--) {
      groups.names.add(in.readUTF());
      groups.groups.add((Buckets) read(in));
    }
    return groups;
  }

  private static Tally buckets(DataInputView in, boolean isLearnt) throws IOException {
    Buckets buckets = new Buckets();
    buckets.size = in.readByte();
    buckets.times = new long[Math.max(1, buckets.size)];
    buckets.counts = new int[buckets.times.length];
    buckets.values = new double[buckets.times.length];
    for (int i = 0; i < buckets.size; i++) {
      buckets.times[i] = in.readLong();
      buckets.counts[i] = in.readInt();
      buckets.values[i] = in.readDouble();
    }
    buckets.learnt = isLearnt ? LearntForm.read(in) : null;
    return buckets;
  }

  private static Tally values(DataInputView in) throws IOException {
    RecentValues values = new RecentValues();
    values.size = in.readByte();
    values.hashes = new long[Math.max(1, values.size)];
    values.times = new long[values.hashes.length];
    for (int i = 0; i < values.size; i++) {
      values.hashes[i] = in.readLong();
      values.times[i] = in.readLong();
    }
    return values;
  }
}
