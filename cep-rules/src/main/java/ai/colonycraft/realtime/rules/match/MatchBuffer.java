package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.event.Event;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBuffer;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferAccessor;

/**
 * The one shared buffer of a thread, which all rules and keys use in turn. Not thread-safe; close
 * it, since flink-cep's buffer has a timer thread.
 */
public final class MatchBuffer implements AutoCloseable {

  private final HeapStore store = new HeapStore();
  private final TypeSerializer<Event> event;
  private SharedBuffer<Event> buffer;

  /** Takes how an event is written; flink-cep asks for it and never uses it here. */
  public MatchBuffer(TypeSerializer<Event> event) {
    this.event = event;
    buffer = new SharedBuffer<>(store, event);
  }

  /** Access to these matches, until it is closed. */
  SharedBufferAccessor<Event> of(PartialMatches matches) {
    store.switchTo(matches);
    return buffer.getAccessor();
  }

  /** Forgets what a use that failed may have left in flink-cep's caches. */
  public void reset() {
    buffer.releaseCacheStatisticsTimer();
    buffer = new SharedBuffer<>(store, event);
  }

  @Override
  public void close() {
    buffer.releaseCacheStatisticsTimer();
  }
}
