package ai.colonycraft.realtime.push.support;

import ai.colonycraft.realtime.push.actions.ActionWriter;
import ai.colonycraft.realtime.push.alerts.AlertIdentities;
import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.RecordParser;
import ai.colonycraft.realtime.push.feed.RefusedRecordException;
import ai.colonycraft.realtime.push.feed.Silence;
import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.hub.HubLimits;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.publish.KafkaPublisher;
import ai.colonycraft.realtime.push.publish.Publisher;
import ai.colonycraft.realtime.push.reach.deliver.DeliveryMetrics;
import ai.colonycraft.realtime.push.reach.deliver.PageWay;
import ai.colonycraft.realtime.push.reach.deliver.Reach;
import ai.colonycraft.realtime.push.reach.oncall.PolicyInUse;
import ai.colonycraft.realtime.push.reach.people.People;
import ai.colonycraft.realtime.push.reach.webpush.WebPushWay;
import ai.colonycraft.realtime.push.rules.Rules;
import ai.colonycraft.realtime.push.transport.HttpTransport;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** The server that reads no Kafka: real sockets, and a test that publishes. */
public final class TestTransport implements AutoCloseable {

  /** The epoch of all streams. */
  public static final String EPOCH = "epoch-1";

  public final PushMetrics metrics = new PushMetrics();
  public final AtomicBoolean loaded = new AtomicBoolean();
  public final AtomicBoolean kafkaAway = new AtomicBoolean();
  public final Hub hub;
  public final Notifications notifications;
  public final People people = new People(this::keep, "people");
  public final Rules rules = new Rules(this::rest, "cep-rules");

  /** What was written to the topic outbox. */
  public final List<Publisher.Outgoing> outbox = new CopyOnWriteArrayList<>();

  private final AlertIdentities alerts = new AlertIdentities();
  private final Updates.Numbering numbering;
  private final List<LiveRecord> published;
  public final Optional<WebPushWay> webPush;
  private final KafkaPublisher publisher;
  private final HttpTransport transport;

  private TestTransport(
      PushConfig config, Clock clock, Updates.Numbering numbering, List<LiveRecord> published)
      throws IOException {
    this.numbering = numbering;
    this.published = published;
    hub = new Hub(HubLimits.of(config), metrics, clock);
    notifications =
        new Notifications(
            config.kept().notificationsKept(), config.kept().notificationsBytes(), metrics, clock);
    publisher = KafkaPublisher.start(config.kafka());
    PageWay page =
        new PageWay(
            people,
            records -> {
              outbox.addAll(records);
              return CompletableFuture.completedFuture(null);
            },
            "outbox",
            clock);
    webPush = WebPushWay.start(config.webPush(), people, metrics, clock);
    transport =
        HttpTransport.start(
            config,
            hub,
            notifications,
            new ActionWriter(notifications, this::act, "actions", clock),
            people,
            new Reach(PolicyInUse.NONE, new DeliveryMetrics(), Optional.of(page)),
            rules,
            webPush,
            publisher,
            alerts,
            metrics,
            clock,
            loaded::get);
    people.loaded();
    accept(Updates.began(EPOCH));
    accept(List.copyOf(published));
    accept(Updates.loaded());
  }

  /** Starts on a port that is free, unless the settings name one. */
  public static TestTransport start(String... settings) throws IOException {
    return start(Clock.systemUTC(), settings);
  }

  /** The same with a clock, by which clients set theirs. */
  public static TestTransport start(Clock clock, String... settings) throws IOException {
    boolean hasPort = List.of(settings).contains("--http.port");
    Stream<String> port = hasPort ? Stream.empty() : Stream.of("--http.port", "0");
    return new TestTransport(
        PushConfig.read(Stream.concat(port, Stream.of(settings)).toArray(String[]::new)),
        clock,
        new Updates.Numbering(),
        new ArrayList<>());
  }

  /** Closes it, and publishes while it is away; {@link Stopped#start} starts another. */
  public Stopped stop() {
    String port = Integer.toString(port());
    close();
    return new Stopped(port);
  }

  /** A server that is away, and the Kafka that is not. */
  public final class Stopped {
    private final String port;

    private Stopped(String port) {
      this.port = port;
    }

    public Stopped publish(LiveRecord... records) {
      published.addAll(numbering.of(records));
      return this;
    }

    /** Starts a server on the same port, which loads all that was published. */
    public TestTransport start() throws IOException {
      PushConfig samePort = PushConfig.read("--http.port", port);
      return new TestTransport(samePort, Clock.systemUTC(), numbering, published);
    }
  }

  public int port() {
    return transport.port();
  }

  public int connections() {
    return transport.connections();
  }

  /** Publishes records at the next places. */
  public synchronized void publish(LiveRecord... records) {
    List<LiveRecord> numbered = numbering.of(records);
    published.addAll(numbered);
    accept(numbered);
  }

  /** Keeps nothing of what was published for a server that starts after it, in long runs. */
  public synchronized void forget() {
    published.clear();
  }

  /** Publishes records as they are. */
  public synchronized void accept(List<LiveRecord> records) {
    notifications.accept(records);
    alerts.accept(records);
    hub.accept(records);
  }

  /** As Kafka would: what is written is read again. */
  private CompletableFuture<Void> act(List<Publisher.Outgoing> records) {
    if (kafkaAway.get()) {
      return CompletableFuture.failedFuture(new IOException("away"));
    }
    RecordParser parser = new RecordParser();
    for (Publisher.Outgoing record : records) {
      try {
        publish(
            record.key().startsWith(Silence.KEY_PREFIX)
                ? parser.silence(record.key(), record.value())
                : parser.actions(record.key(), record.value()));
      } catch (RefusedRecordException e) {
        return CompletableFuture.failedFuture(e);
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<Void> keep(List<Publisher.Outgoing> records) {
    if (kafkaAway.get()) {
      return CompletableFuture.failedFuture(new IOException("away"));
    }
    for (Publisher.Outgoing record : records) {
      try {
        people.accept(record.key(), record.value());
      } catch (RefusedRecordException e) {
        return CompletableFuture.failedFuture(e);
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<Void> rest(List<Publisher.Outgoing> records) {
    if (kafkaAway.get()) {
      return CompletableFuture.failedFuture(new IOException("away"));
    }
    for (Publisher.Outgoing record : records) {
      try {
        rules.texts().accept(record.key(), record.value());
      } catch (RefusedRecordException e) {
        return CompletableFuture.failedFuture(e);
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    transport.close();
    webPush.ifPresent(WebPushWay::close);
    publisher.close();
  }
}
