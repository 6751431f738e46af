package ai.colonycraft.realtime.push;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.config.Settings;
import ai.colonycraft.realtime.push.actions.ActionWriter;
import ai.colonycraft.realtime.push.alerts.AlertIdentities;
import ai.colonycraft.realtime.push.config.KeptConfig;
import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.feed.FlameFeed;
import ai.colonycraft.realtime.push.feed.GroupFeed;
import ai.colonycraft.realtime.push.feed.KeyedFeed;
import ai.colonycraft.realtime.push.feed.Stream;
import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.hub.HubLimits;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.publish.KafkaPublisher;
import ai.colonycraft.realtime.push.reach.deliver.DeliveryMetrics;
import ai.colonycraft.realtime.push.reach.deliver.Dispatcher;
import ai.colonycraft.realtime.push.reach.deliver.NoticeSource;
import ai.colonycraft.realtime.push.reach.deliver.PageWay;
import ai.colonycraft.realtime.push.reach.deliver.Reach;
import ai.colonycraft.realtime.push.reach.deliver.Source;
import ai.colonycraft.realtime.push.reach.deliver.Way;
import ai.colonycraft.realtime.push.reach.mail.DigestCommand;
import ai.colonycraft.realtime.push.reach.mail.Mails;
import ai.colonycraft.realtime.push.reach.oncall.OnCallCommand;
import ai.colonycraft.realtime.push.reach.oncall.PolicyInUse;
import ai.colonycraft.realtime.push.reach.people.People;
import ai.colonycraft.realtime.push.reach.webpush.WebPushWay;
import ai.colonycraft.realtime.push.rules.Rules;
import ai.colonycraft.realtime.push.telemetry.Traces;
import ai.colonycraft.realtime.push.transport.HttpTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running push server: sends the records of the live topics to every browser that is connected.
 * All methods may be called from any thread.
 */
public final class PushServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PushServer.class);
  private static final String USAGE =
      "push-server: sends live updates from Kafka to browsers\n\n"
          + "  java -jar push-server-runnable.jar [--key value]...";

  private final PushConfig config;
  private final PushMetrics metrics;
  private final HttpTransport transport;
  private final Feeds feeds;
  private final KafkaPublisher publisher;
  private final KeyedFeed flames;
  private final KeyedFeed peopleFeed;
  private final List<KeyedFeed> ruleFeeds;
  private final Optional<GroupFeed> telemetry;
  private final Optional<WebPushWay> webPush;
  private final Upkeep upkeep;

  /** Null if no way is set up. */
  private final Dispatcher dispatcher;

  private final Mails mails;

  private PushServer(
      PushConfig config,
      PushMetrics metrics,
      HttpTransport transport,
      Feeds feeds,
      KafkaPublisher publisher,
      KeyedFeed flames,
      KeyedFeed peopleFeed,
      List<KeyedFeed> ruleFeeds,
      Optional<GroupFeed> telemetry,
      Optional<WebPushWay> webPush,
      Upkeep upkeep,
      Dispatcher dispatcher,
      Mails mails) {
    this.config = config;
    this.metrics = metrics;
    this.transport = transport;
    this.feeds = feeds;
    this.publisher = publisher;
    this.flames = flames;
    this.peopleFeed = peopleFeed;
    this.ruleFeeds = ruleFeeds;
    this.telemetry = telemetry;
    this.webPush = webPush;
    this.upkeep = upkeep;
    this.dispatcher = dispatcher;
    this.mails = mails;
  }

  /** Runs until SIGTERM or SIGINT. Exits with 2 for a wrong configuration, 1 if it can't start. */
  public static void main(String[] args) throws InterruptedException {
    if (args.length > 0 && args[0].equals("digest")) {
      String[] rest = Arrays.copyOfRange(args, 1, args.length);
      System.exit(DigestCommand.run(rest, Clock.systemUTC()));
    }
    if (args.length > 0 && args[0].equals("oncall")) {
      String[] rest = Arrays.copyOfRange(args, 1, args.length);
      System.exit(OnCallCommand.run(rest, Clock.systemUTC()));
    }
    if (Settings.asksForHelp(args)) {
      System.out.print(Settings.help(USAGE, PushConfig.SETTINGS));
      return;
    }
    try {
      PushServer server = start(PushConfig.read(args));
      Signals.handle(
          () -> {
            server.drain();
            server.close();
          });
      System.out.println("Live numbers at " + server.uri());
      new CountDownLatch(1).await(); // A signal ends the program.
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
   * @throws InvalidConfigException if a file of keys or certificates can't be used
   * @throws UncheckedIOException if the port can't be listened on; the message names port and flag
   */
  public static PushServer start(PushConfig config) {
    return start(config, List.of());
  }

  /**
   * The same with further ways to reach people.
   *
   * @param ways in the order in which they are tried, after Web Push and before mail
   */
  static PushServer start(PushConfig config, List<Way> ways) {
    DeliveryMetrics sent = new DeliveryMetrics();
    PushMetrics metrics = new PushMetrics();
    PolicyInUse policy =
        PolicyInUse.of(
            config.onCall().policy(), Clock.systemUTC(), metrics.reloadsFailed::increment);
    KeptConfig kept = config.kept();
    Hub hub = new Hub(HubLimits.of(config), metrics, Clock.systemUTC());
    Notifications notifications =
        new Notifications(
            kept.notificationsKept(), kept.notificationsBytes(), metrics, Clock.systemUTC());
    AlertIdentities alerts = new AlertIdentities();
    HeartbeatReader heartbeats = new HeartbeatReader(metrics);
    AtomicReference<Feeds> followed = new AtomicReference<>();
    KafkaPublisher publisher = KafkaPublisher.start(config.kafka());
    People people = new People(publisher, config.topics().people());
    Rules rules = new Rules(publisher, config.topics().rules());
    PageWay page = new PageWay(people, publisher, config.topics().outbox(), Clock.systemUTC());
    Optional<WebPushWay> webPush = Optional.empty();
    List<Way> others = new ArrayList<>();
    Mails mails;
    HttpTransport transport;
    try {
      webPush = WebPushWay.start(config.webPush(), people, metrics, Clock.systemUTC());
      mails =
          Mails.start(
              config.mail(),
              config.history(),
              people,
              id ->
                  notifications
                      .actions(id)
                      .acknowledged()
                      .map(taken -> taken.by() == null ? "?" : taken.by()),
              Clock.systemUTC());
      webPush.ifPresent(others::add);
      others.addAll(ways);
      others.addAll(mails.ways());
      transport =
          HttpTransport.start(
              config,
              hub,
              notifications,
              new ActionWriter(
                  notifications, publisher, config.topics().actions(), Clock.systemUTC()),
              people,
              new Reach(policy, sent, others.isEmpty() ? Optional.empty() : Optional.of(page)),
              rules,
              webPush,
              publisher,
              alerts,
              metrics,
              Clock.systemUTC(),
              () -> followed.get() != null && followed.get().ready());
    } catch (InvalidConfigException e) {
      webPush.ifPresent(WebPushWay::close);
      publisher.close();
      throw e;
    } catch (IOException e) {
      publisher.close();
      throw new UncheckedIOException(e.getMessage(), e);
    }
    Feeds feeds =
        Feeds.start(
            config,
            new DelayMeter(
                batch -> {
                  heartbeats.accept(batch);
                  hub.accept(batch);
                },
                () -> followed.get() != null && followed.get().metrics().loaded(Stream.METRICS),
                metrics,
                Clock.systemUTC()),
            batch -> {
              notifications.accept(batch);
              alerts.accept(batch);
            },
            metrics);
    followed.set(feeds);
    KeyedFeed flames =
        FlameFeed.start(config.kafka(), config.topics().flameGraphs(), hub.flameGraphs(), metrics);
    List<Source> sources = new ArrayList<>();
    sources.add(new NoticeSource(notifications, people, policy::get, page, others, sent));
    sources.addAll(mails.sources());
    PushServer server =
        new PushServer(
            config,
            metrics,
            transport,
            feeds,
            publisher,
            flames,
            KeyedFeed.start(config.kafka(), config.topics().people(), "person", people, metrics),
            List.of(
                KeyedFeed.start(
                    config.kafka(), config.topics().rules(), "rule", rules.texts(), metrics),
                KeyedFeed.start(
                    config.kafka(),
                    config.topics().ruleStates(),
                    "state of a rule",
                    rules.states(),
                    metrics)),
            telemetry(config, publisher, metrics),
            webPush,
            Upkeep.start(config, notifications, publisher, metrics),
            others.isEmpty()
                ? null
                : Dispatcher.start(
                    config.kafka(),
                    config.topics().notifications(),
                    config.topics().outbox(),
                    sources,
                    publisher,
                    sent,
                    Clock.systemUTC()),
            mails);
    LOG.info("Listening at {}", server.uri());
    return server;
  }

  /** The port that it listens on. */
  public int port() {
    return transport.port();
  }

  /** Where its page is. */
  public URI uri() {
    String scheme = config.security().hasTls() ? "https" : "http";
    return URI.create(scheme + "://" + authority(config.http().host()) + ":" + port() + "/");
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
    return feeds.metrics().loaded(Stream.METRICS);
  }

  /**
   * Sends the clients away over the time of {@code http.drain}, while {@code /readyz} says so.
   * Returns when all have gone.
   */
  public void drain() {
    LOG.info("Sending {} clients away over {} ms", connections(), config.http().drain().toMillis());
    try {
      transport.drain(config.http().drain());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops reading, closes every connection with "going away", and stops listening. */
  @Override
  public void close() {
    upkeep.close();
    if (dispatcher != null) {
      dispatcher.close();
    }
    mails.close();
    feeds.close();
    flames.close();
    peopleFeed.close();
    ruleFeeds.forEach(KeyedFeed::close);
    telemetry.ifPresent(GroupFeed::close);
    transport.close();
    webPush.ifPresent(WebPushWay::close);
    publisher.close();
    LOG.info("Stopped");
  }

  /** Reads traces from Kafka, if a topic of them is named. */
  private static Optional<GroupFeed> telemetry(
      PushConfig config, KafkaPublisher publisher, PushMetrics metrics) {
    Traces traces = Traces.of(config.telemetry(), publisher, metrics);
    return config
        .telemetry()
        .otlp()
        .map(
            topic ->
                GroupFeed.start(
                    config.kafka(),
                    topic,
                    config.telemetry().otlpGroup(),
                    traces::acceptRecord,
                    metrics));
  }

  private static String authority(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }
}
