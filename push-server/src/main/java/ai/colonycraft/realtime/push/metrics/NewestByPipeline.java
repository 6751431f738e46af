package ai.colonycraft.realtime.push.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjDoubleConsumer;

/** The time of the newest heartbeat of each pipeline. Thread-safe. */
public final class NewestByPipeline {

  /** Pipelines at most: names come with records. */
  static final int MOST = 20;

  private final Map<String, Double> newest = new TreeMap<>();

  /**
   * A heartbeat came back. One of a pipeline beyond the first {@value #MOST} is ignored.
   *
   * @param pipeline its name
   * @param epochSeconds when the heartbeat was written
   */
  public synchronized void put(String pipeline, double epochSeconds) {
    if (newest.containsKey(pipeline) || newest.size() < MOST) {
      newest.merge(pipeline, epochSeconds, Math::max);
    }
  }

  /** Passes each pipeline with the time of its newest, epoch seconds. */
  public synchronized void forEach(ObjDoubleConsumer<String> consumer) {
    newest.forEach(consumer::accept);
  }
}
