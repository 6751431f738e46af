package ai.colonycraft.realtime.rules.match;

import ai.colonycraft.realtime.event.Event;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.cep.nfa.NFAStateSerializer;
import org.apache.flink.cep.nfa.sharedbuffer.EventId;
import org.apache.flink.cep.nfa.sharedbuffer.Lockable;
import org.apache.flink.cep.nfa.sharedbuffer.NodeId;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferNode;
import org.apache.flink.cep.nfa.sharedbuffer.SharedBufferNodeSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes {@link PartialMatches} with the serializers of flink-cep's own state; what counting steps
 * keep is written by {@link TalliesSerializer}.
 */
public final class PartialMatchesSerializer {

  private final TypeSerializer<Lockable<Event>> events;
  private final TypeSerializer<Lockable<SharedBufferNode>> nodes =
      new Lockable.LockableTypeSerializer<>(new SharedBufferNodeSerializer());
  private final TypeSerializer<NodeId> nodeIds = new NodeId.NodeIdSerializer();
  private final NFAStateSerializer states = new NFAStateSerializer();

  /** Takes how an event is written. */
  public PartialMatchesSerializer(TypeSerializer<Event> event) {
    this.events = new Lockable.LockableTypeSerializer<>(event);
  }

  /** Writes one. */
  public void write(PartialMatches matches, DataOutputView out) throws IOException {
    states.serialize(matches.nfa, out);
    write(matches.events, EventId.EventIdSerializer.INSTANCE, events, out);
    write(matches.nodes, nodeIds, nodes, out);
    write(matches.counts, LongSerializer.INSTANCE, IntSerializer.INSTANCE, out);
  }

  /** Reads what {@link #write} wrote. */
  public PartialMatches read(DataInputView in) throws IOException {
    return new PartialMatches(
        states.deserialize(in),
        read(EventId.EventIdSerializer.INSTANCE, events, in),
        read(nodeIds, nodes, in),
        read(LongSerializer.INSTANCE, IntSerializer.INSTANCE, in),
        new Tally[0]);
  }

  private static <K, V> void write(
      Map<K, V> map, TypeSerializer<K> keys, TypeSerializer<V> values, DataOutputView out)
      throws IOException {
    out.writeInt(map.size());
    for (Map.Entry<K, V> entry : map.entrySet()) {
      keys.serialize(entry.getKey(), out);
      values.serialize(entry.getValue(), out);
    }
  }

  private static <K, V> Map<K, V> read(
      TypeSerializer<K> keys, TypeSerializer<V> values, DataInputView in) throws IOException {
    int size = in.readInt();
    Map<K, V> map = new HashMap<>();
    for (; size > 0; size--) {
      map.put(keys.deserialize(in), values.deserialize(in));
    }
    return map;
  }
}
