package ai.colonycraft.realtime.rules.match;

import java.util.Map;
import org.apache.flink.api.common.state.AggregatingState;
import org.apache.flink.api.common.state.AggregatingStateDescriptor;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReducingState;
import org.apache.flink.api.common.state.ReducingStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;

/**
 * Lets one shared buffer of flink-cep, which keeps its state under fixed names, serve many rules
 * and keys in turn: its maps are always those of the {@link PartialMatches} at hand. Not
 * thread-safe.
 */
final class HeapStore implements KeyedStateStore {

  private static final String EVENTS = "sharedBuffer-events";
  private static final String NODES = "sharedBuffer-entries-with-lockable-edges";
  private static final String COUNTS = "sharedBuffer-events-count";

  private PartialMatches current;

  /** From now on the buffer is that of these matches. */
  void switchTo(PartialMatches matches) {
    current = matches;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <K, V> MapState<K, V> getMapState(MapStateDescriptor<K, V> descriptor) {
    String name = descriptor.getName();
    return switch (name) {
      case EVENTS -> new HeapMap<>(() -> (Map<K, V>) current.events);
      case NODES -> new HeapMap<>(() -> (Map<K, V>) current.nodes);
      case COUNTS -> (MapState<K, V>) new EventNumbers(() -> current);
      default ->
          throw new IllegalStateException(
              "flink-cep asks for the state %s, which this version does not know".formatted(name));
    };
  }

  @Override
  public <T> ValueState<T> getState(ValueStateDescriptor<T> descriptor) {
    throw onlyMaps();
  }

  @Override
  public <T> ListState<T> getListState(ListStateDescriptor<T> descriptor) {
    throw onlyMaps();
  }

  @Override
  public <T> ReducingState<T> getReducingState(ReducingStateDescriptor<T> descriptor) {
    throw onlyMaps();
  }

  @Override
  public <I, A, O> AggregatingState<I, O> getAggregatingState(
      AggregatingStateDescriptor<I, A, O> descriptor) {
    throw onlyMaps();
  }

  @Override
  public <T> org.apache.flink.api.common.state.v2.ValueState<T> getValueState(
      org.apache.flink.api.common.state.v2.ValueStateDescriptor<T> descriptor) {
    throw onlyMaps();
  }

  @Override
  public <T> org.apache.flink.api.common.state.v2.ListState<T> getListState(
      org.apache.flink.api.common.state.v2.ListStateDescriptor<T> descriptor) {
    throw onlyMaps();
  }

  @Override
  public <K, V> org.apache.flink.api.common.state.v2.MapState<K, V> getMapState(
      org.apache.flink.api.common.state.v2.MapStateDescriptor<K, V> descriptor) {
    throw onlyMaps();
  }

  @Override
  public <T> org.apache.flink.api.common.state.v2.ReducingState<T> getReducingState(
      org.apache.flink.api.common.state.v2.ReducingStateDescriptor<T> descriptor) {
    throw onlyMaps();
  }

  @Override
  public <I, A, O> org.apache.flink.api.common.state.v2.AggregatingState<I, O> getAggregatingState(
      org.apache.flink.api.common.state.v2.AggregatingStateDescriptor<I, A, O> descriptor) {
    throw onlyMaps();
  }

  @Override
  public String getBackendTypeIdentifier() {
    return "heap";
  }

  private static UnsupportedOperationException onlyMaps() {
    return new UnsupportedOperationException("a shared buffer keeps its state in maps");
  }
}
