package ai.colonycraft.realtime.push.feed;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.push.metrics.PushMetrics;

/** Follows {@code flamegraphs}. */
public final class FlameFeed {

  private FlameFeed() {}

  /** Starts to follow; returns at once, whether Kafka and the topic are there or not. */
  public static KeyedFeed start(
      KafkaConfig kafka, String topic, FlameGraphListener listener, PushMetrics metrics) {
    return KeyedFeed.start(
        kafka,
        topic,
        "flame graph",
        new KeyedListener() {
          @Override
          public void accept(String key, byte[] value) throws RefusedRecordException {
            listener.accept(FlameGraphParser.parse(key, value));
          }

          @Override
          public void remove(String key) {
            listener.remove(key);
          }
        },
        metrics);
  }
}
