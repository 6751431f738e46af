package ai.colonycraft.realtime.jobs.activity;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.event.Arrival;
import ai.colonycraft.realtime.jobs.operator.FlushingOperator;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Counts events by colony and second at each source, so that a hot colony sends the task that owns
 * it one record a flush and source, and not one an event.
 */
final class ColonyParts extends FlushingOperator<ColonyPart>
    implements OneInputStreamOperator<Arrival, ColonyPart> {

  /** More colonies than this are not gathered before a flush. */
  private static final int MAX_OPEN = 50_000;

  private static final class Open {
    String name;
    long second;
    boolean tooLate;
    long events;
  }

  private transient Map<String, Open> open;

  ColonyParts(Duration interval) {
    super(interval);
  }

  @Override
  public void open() throws Exception {
    open = new HashMap<>();
    super.open();
  }

  @Override
  public void processElement(StreamRecord<Arrival> element) {
    Event event = element.getValue().event();
    String colonyId = event.text(Field.COLONY_ID);
    if (colonyId == null) {
      return;
    }
    boolean tooLate = element.getValue().tooLate();
    long second = Math.floorDiv(event.timestamp(), 1000L);
    Open part = open.get(colonyId);
    if (part == null) {
      if (open.size() >= MAX_OPEN) {
        flushBeforeWatermark();
      }
      part = new Open();
      part.second = second;
      part.tooLate = tooLate;
      open.put(colonyId, part);
    } else if (part.second != second || part.tooLate != tooLate) {
      emit(colonyId, part);
      part.second = second;
      part.tooLate = tooLate;
      part.events = 0;
    }
    part.name = event.text(Field.COLONY_NAME);
    part.events++;
  }

  private void emit(String colonyId, Open part) {
    emit(new ColonyPart(colonyId, part.name, part.second, part.tooLate, part.events));
  }

  /** A part must reach its window before the watermark that closes it does. */
  @Override
  protected void flushBeforeWatermark() {
    open.forEach(this::emit);
    open.clear();
  }

  @Override
  protected void flush(long now) {
    flushBeforeWatermark();
  }
}
