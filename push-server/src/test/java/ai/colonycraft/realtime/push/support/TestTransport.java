package ai.colonycraft.realtime.push.support;

import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.publish.KafkaPublisher;
import ai.colonycraft.realtime.push.transport.HttpTransport;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** The server that reads no Kafka: real sockets, and a test that publishes. */
public final class TestTransport implements AutoCloseable {

  public final PushMetrics metrics = new PushMetrics();
  public final AtomicBoolean loaded = new AtomicBoolean();
  public final Hub hub;
  private final KafkaPublisher publisher;
  private final HttpTransport transport;

  private TestTransport(PushConfig config) throws IOException {
    hub = new Hub(config.seriesLimit(), config.activityRecent(), metrics, Clock.systemUTC());
    publisher = KafkaPublisher.start(config.kafkaBootstrapServers());
    transport = HttpTransport.start(config, hub, publisher, metrics, loaded::get);
  }

  /** Starts on a port that is free, unless the settings name one. */
  public static TestTransport start(String... settings) throws IOException {
    boolean hasPort = List.of(settings).contains("--http.port");
    Stream<String> port = hasPort ? Stream.empty() : Stream.of("--http.port", "0");
    return new TestTransport(
        PushConfig.read(Stream.concat(port, Stream.of(settings)).toArray(String[]::new)));
  }

  public int port() {
    return transport.port();
  }

  public int connections() {
    return transport.connections();
  }

  public void publish(LiveRecord... records) {
    hub.accept(List.of(records));
  }

  @Override
  public void close() {
    transport.close();
    publisher.close();
  }
}
