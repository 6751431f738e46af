package ai.colonycraft.realtime.push.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.support.TestBroker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class FlameFeedTest {

  private static final String GRAPH =
      "{\"view\":\"calls\",\"service\":\"*\",\"start\":0,\"end\":1,\"traces\":%d,\"frames\":[]}";

  private final Map<String, FlameGraph> graphs = new ConcurrentHashMap<>();
  private final PushMetrics metrics = new PushMetrics();

  @Test
  void readsFromTheBeginningFollowsAndOutlivesBadRecordsAndABrokerThatIsAway() throws Exception {
    try (TestBroker broker = new TestBroker().start();
        KeyedFeed feed =
            FlameFeed.start(
                new KafkaConfig(broker.address()), "flamegraphs", listener(), metrics)) {
      // The topic comes after the feed.
      broker.createTopic("flamegraphs", 2);
      broker.send("flamegraphs", "a", GRAPH.formatted(1));
      broker.send("flamegraphs", "b", GRAPH.formatted(1));
      broker.send("flamegraphs", "a", GRAPH.formatted(2));
      broker.send("flamegraphs", "c", "{}");
      broker.send("flamegraphs", "b", null);
      eventually(
          () -> {
            assertThat(graphs).containsOnlyKeys("a");
            assertThat(graphs.get("a").traces()).isEqualTo(2);
            assertThat(metrics.refused.sum()).isEqualTo(1);
          });

      broker.stop();
      broker.start();
      broker.send("flamegraphs", "d", GRAPH.formatted(4));

      eventually(() -> assertThat(graphs).containsOnlyKeys("a", "d"));
      assertThat(feed).isNotNull();
    }
  }

  private static void eventually(org.awaitility.core.ThrowingRunnable holds) {
    await().atMost(Duration.ofMinutes(1)).untilAsserted(holds);
  }

  private FlameGraphListener listener() {
    return new FlameGraphListener() {
      @Override
      public void accept(FlameGraph graph) {
        graphs.put(graph.key(), graph);
      }

      @Override
      public void remove(String key) {
        graphs.remove(key);
      }
    };
  }
}
