package ai.colonycraft.realtime.jobs.history;

import ai.colonycraft.realtime.jobs.history.HistoryRecord.Section;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Gathers records into one batch, the argument of the database's procedure {@code put}. The last
 * record of a key is in it. A batch is emitted at the interval, before each checkpoint, and when it
 * is large.
 */
final class Batches extends FlushingOperator<String>
    implements OneInputStreamOperator<HistoryRecord, String> {

  /** Characters at which a batch is emitted at once. */
  private static final int LARGE = 4 << 20;

  private transient Map<Section, Map<String, String>> sections;
  private transient long size;

  Batches(Duration interval) {
    super(interval);
  }

  @Override
  public void open() throws Exception {
    sections = new EnumMap<>(Section.class);
    super.open();
  }

  @Override
  public void processElement(StreamRecord<HistoryRecord> element) {
    HistoryRecord record = element.getValue();
    sections
        .computeIfAbsent(record.section(), s -> new LinkedHashMap<>())
        .put(record.key(), record.json());
    size += record.json().length();
    if (size >= LARGE) {
      flush(0);
    }
  }

  @Override
  protected void flush(long now) {
    if (sections.isEmpty()) {
      return;
    }
    StringJoiner batch = new StringJoiner(",", "{", "}");
    sections.forEach(
        (section, records) ->
            batch.add(
                "\"%s\":[%s]"
                    .formatted(
                        section.name().toLowerCase(Locale.ROOT),
                        String.join(",", records.values()))));
    emit(batch.toString());
    sections.clear();
    size = 0;
  }
}
