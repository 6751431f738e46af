package ai.colonycraft.realtime.jobs.history;

import ai.colonycraft.realtime.jobs.source.EventTimeExtractor;
import ai.colonycraft.realtime.jobs.types.Bytes;
import ai.colonycraft.realtime.jobs.types.ValueSerializer;
import ai.colonycraft.realtime.jobs.types.ValueType;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Something to write to the database, or a count that becomes part of it.
 *
 * @param section where it belongs
 * @param key names it in its section: a later record of that key replaces it. Of a count: the kind
 *     and the window
 * @param time end of the window, or when the incident changed; epoch milliseconds
 * @param json the record as the database takes it; null for a count
 * @param id of the user or colony, or the text of an agent's key; null unless it is a count of one
 * @param name of the user, colony or agent; null if it has none
 * @param count events of the user, colony or agent; without an id, how many the window has of them
 * @param tokens that a colony or an agent spent, at least 0
 * @param cpuMicros CPU time that a colony or an agent spent, microseconds, at least 0
 */
record HistoryRecord(
    Section section,
    String key,
    long time,
    String json,
    String id,
    String name,
    long count,
    long tokens,
    long cpuMicros) {

  /** The parts of a batch. */
  enum Section {
    SUMMARIES,
    /** All of one kind in one window. */
    TOPS,
    SERVICES,
    INCIDENTS,
    /** One user, colony or agent in one window: becomes part of a record of {@link #TOPS}. */
    COUNTS,
    /** Durations of the sessions that were over in one window. */
    SESSIONS
  }

  /** How Flink writes one. */
  static final ValueType<HistoryRecord> VALUE_TYPE =
      ValueType.of(HistoryRecord.class, new Serializer());

  /** The end of a window moves the watermark; an incident does not. */
  static final EventTimeExtractor<HistoryRecord> EVENT_TIME =
      new EventTimeExtractor<>() {
        @Override
        public long timestamp(HistoryRecord record) {
          return record.section == Section.INCIDENTS ? NONE : record.time;
        }

        @Override
        public HistoryRecord after(HistoryRecord record, long progress) {
          return record;
        }
      };

  /** A record that the database takes as it is. */
  static HistoryRecord of(Section section, String key, long time, String json) {
    return new HistoryRecord(section, key, time, json, null, null, 0, 0, 0);
  }

  /** A count of one user, colony or agent, which spent nothing. */
  static HistoryRecord count(String kind, long start, long end, String id, String name, long n) {
    return new HistoryRecord(Section.COUNTS, kind + "@" + start, end, null, id, name, n, 0, 0);
  }

  /** The same with what the colony or agent spent. */
  HistoryRecord spending(long tokens, long cpuMicros) {
    return new HistoryRecord(section, key, time, json, id, name, count, tokens, cpuMicros);
  }

  /** How many counts of a kind the window has. */
  static HistoryRecord expected(String kind, long start, long end, long ids) {
    return count(kind, start, end, null, null, ids);
  }

  /** Writes {@link HistoryRecord}. */
  public static final class Serializer extends ValueSerializer<HistoryRecord> {

    @Override
    public void serialize(HistoryRecord record, DataOutputView out) throws IOException {
      Bytes.writeConstant(record.section, out);
      Bytes.writeText(record.key, out);
      out.writeLong(record.time);
      Bytes.writeText(record.json, out);
      Bytes.writeText(record.id, out);
      Bytes.writeText(record.name, out);
      out.writeLong(record.count);
      out.writeLong(record.tokens);
      out.writeLong(record.cpuMicros);
    }

    @Override
    public HistoryRecord deserialize(DataInputView in) throws IOException {
      return new HistoryRecord(
          Bytes.readConstant(Section.values(), in),
          Bytes.readText(in),
          in.readLong(),
          Bytes.readText(in),
          Bytes.readText(in),
          Bytes.readText(in),
          in.readLong(),
          in.readLong(),
          in.readLong());
    }
  }
}
