package ai.colonycraft.realtime.push;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.push.config.KeptConfig;
import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.feed.AcknowledgementWriter;
import ai.colonycraft.realtime.push.feed.FlameFeed;
import ai.colonycraft.realtime.push.feed.KafkaFeed;
import ai.colonycraft.realtime.push.feed.Stream;
import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.hub.HubLimits;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.transport.HttpTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running push server: what the live topics say, told to every browser that is connected. All
 * methods may be called from any thread.
 */
public final class PushServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PushServer.class);
  private static final String USAGE =
      "push-server: sends live updates from Kafka to browsers\n\n"
          + "  java -jar push-server-runnable.jar [--key value]...";

  private final PushConfig config;
  private final PushMetrics metrics;
  private final HttpTransport transport;
  private final KafkaFeed feed;
  private final AcknowledgementWriter acknowledgements;
  private final FlameFeed flames;

  private PushServer(
      PushConfig config,
      PushMetrics metrics,
      HttpTransport transport,
      KafkaFeed feed,
      AcknowledgementWriter acknowledgements,
      FlameFeed flames) {
    this.config = config;
    this.metrics = metrics;
    this.transport = transport;
    this.feed = feed;
    this.acknowledgements = acknowledgements;
    this.flames = flames;
  }

  /** Runs until SIGTERM or SIGINT. Exits with 2 for a wrong configuration, 1 if it can't start. */
  public static void main(String[] args) throws InterruptedException {
    if (Settings.asksForHelp(args)) {
      System.out.print(Settings.help(USAGE, PushConfig.SETTINGS));
      return;
    }
    try {
      PushServer server = start(PushConfig.read(args));
      CountDownLatch stopped = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    server.close();
                    stopped.countDown();
                  },
                  "push-stop"));
      System.out.println("Live numbers at " + server.uri());
      stopped.await();
    } catch (InvalidConfigException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    } catch (UncheckedIOException e) {
      System.err.println(e.getCause().getMessage());
      System.exit(1);
    }
  }

  /**
   * Starts to listen, and then to follow Kafka, whether that is there or not.
   *
   * @throws UncheckedIOException if the port can't be listened on; the message names port and flag
   */
  public static PushServer start(PushConfig config) {
    PushMetrics metrics = new PushMetrics();
    KeptConfig kept = config.kept();
    Hub hub =
        new Hub(
            new HubLimits(
                config.seriesLimit(),
                config.activityRecent(),
                kept.historyUpdates(),
                kept.historyBytes(),
                kept.pointsBytes()),
            metrics,
            Clock.systemUTC());
    Notifications notifications =
        new Notifications(kept.notificationsKept(), kept.notificationsBytes());
    AcknowledgementWriter acknowledgements =
        new AcknowledgementWriter(config.kafkaBootstrapServers(), config.notificationsTopic());
    AtomicReference<KafkaFeed> followed = new AtomicReference<>();
    HttpTransport transport;
    try {
      transport =
          HttpTransport.start(
              config,
              hub,
              notifications,
              acknowledgements::write,
              metrics,
              () -> followed.get() != null && followed.get().loaded(Stream.METRICS));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    KafkaFeed feed =
        KafkaFeed.start(
            config.kafkaBootstrapServers(),
            Map.of(
                Stream.METRICS,
                config.liveUpdatesTopic(),
                Stream.ACTIVITY,
                config.activityFeedTopic(),
                Stream.NOTIFICATIONS,
                config.notificationsTopic()),
            Hub.LINES,
            batch -> {
              notifications.accept(batch);
              hub.accept(batch);
            },
            metrics);
    followed.set(feed);
    FlameFeed flames =
        FlameFeed.start(
            config.kafkaBootstrapServers(), config.flameGraphsTopic(), hub.flameGraphs(), metrics);
    PushServer server = new PushServer(config, metrics, transport, feed, acknowledgements, flames);
    LOG.info("Listening at {}", server.uri());
    return server;
  }

  /** The port that it listens on. */
  public int port() {
    return transport.port();
  }

  /** Where its page is. */
  public URI uri() {
    return URI.create("http://" + authority(config.httpHost()) + ":" + port() + "/");
  }

  /** Clients connected now. */
  public int connections() {
    return transport.connections();
  }

  /** Messages written to clients since the start. */
  public long delivered() {
    return metrics.delivered.sum();
  }

  /** Whether the last values that Kafka held at the start are known. */
  public boolean loaded() {
    return feed.loaded(Stream.METRICS);
  }

  /** Stops reading, tells every client that it goes away, and stops listening. */
  @Override
  public void close() {
    feed.close();
    flames.close();
    transport.close();
    acknowledgements.close();
    LOG.info("Stopped");
  }

  private static String authority(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }
}
