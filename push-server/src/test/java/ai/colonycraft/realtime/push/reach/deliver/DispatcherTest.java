package ai.colonycraft.realtime.push.reach.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.push.publish.KafkaPublisher;
import ai.colonycraft.realtime.push.support.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Instant DUE = Instant.parse("2026-06-01T09:00:00Z");
  private static TestBroker broker;
  private static int tests;

  private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
  private final List<Dispatcher> started = new ArrayList<>();
  private DeliveryMetrics metrics = new DeliveryMetrics();
  private KafkaPublisher publisher;
  private String outbox;
  private String shared;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = new TestBroker().start();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    broker.close();
  }

  @BeforeEach
  void start() throws Exception {
    tests++;
    // The group is the same for all, so each test has topics of its own.
    outbox = "outbox-" + tests;
    shared = "notifications-" + tests;
    broker.createTopic(outbox, 1);
    broker.createTopic(shared, 4);
    publisher = KafkaPublisher.start(new KafkaConfig(broker.address()));
  }

  @AfterEach
  void stop() {
    started.forEach(Dispatcher::close);
    publisher.close();
  }

  @Test
  void twoServersAndARestartSendEachMessageOnce() {
    Source source = source(200, key -> Outcome.accepted());
    start(source);
    await().atMost(PATIENCE).until(() -> attempts.size() > 20);
    start(source);
    await().atMost(PATIENCE).until(() -> attempts.size() == 200);
    started.forEach(Dispatcher::close);

    start(source(201, key -> Outcome.accepted()));
    // An attempt comes before its outcome, which is counted last.
    awaitCount("webpush", "opened", "accepted", 201);

    assertThat(attempts).containsKey("about-200");
    assertThat(attempts.values()).extracting(AtomicInteger::get).containsOnly(1);
  }

  @Test
  void claimsBeforeItSendsAndWritesTheOutcome() {
    start(source(1, key -> Outcome.accepted()));

    assertThat(broker.read(outbox, 2).stream().map(r -> Sent.read(r.key(), r.value().getBytes())))
        .extracting(sent -> sent.orElseThrow().state())
        .containsExactly(Sent.State.CLAIMED, Sent.State.ACCEPTED);
  }

  @Test
  void triesAgainAfterTheTimeThatTheReceiverSaid() {
    List<Long> times = new ArrayList<>();
    start(
        source(
            1,
            key -> {
              times.add(System.nanoTime());
              return times.size() == 1
                  ? Outcome.later(Duration.ofSeconds(3), "busy")
                  : Outcome.accepted();
            }));

    awaitCount("webpush", "opened", "accepted", 1);

    assertThat(times.get(1) - times.get(0)).isGreaterThan(Duration.ofSeconds(3).toNanos());
    assertThat(metrics.counts())
        .containsEntry(new DeliveryMetrics.Key("webpush", "opened", "later"), 1L);
  }

  @Test
  void countsOnceWhatAPageHasShownBeforeItWasClaimed() {
    start(source(0, key -> Outcome.accepted()));
    awaitOwner();
    IntStream.range(0, 20).forEach(i -> shown("one-" + i, "reminder"));
    awaitCount("page", "reminder", "accepted", 20);

    // One that begins reads all of it again.
    started.forEach(Dispatcher::close);
    metrics = new DeliveryMetrics();
    start(source(0, key -> Outcome.accepted()));
    awaitOwner();

    assertThat(metrics.counts())
        .doesNotContainKey(new DeliveryMetrics.Key("page", "reminder", "accepted"));
  }

  private void awaitCount(String way, String kind, String outcome, long count) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(metrics.counts())
                    .containsEntry(new DeliveryMetrics.Key(way, kind, outcome), count));
  }

  /** Shows one after the other until the server owns one and counts it. */
  private void awaitOwner() {
    DeliveryMetrics.Key opened = new DeliveryMetrics.Key("page", "opened", "accepted");
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              shown("first-" + System.nanoTime(), "opened");
              return metrics.counts().containsKey(opened);
            });
  }

  private void shown(String about, String kind) {
    Instant at = Instant.now();
    Sent sent =
        new Sent(
            about + "/page", about, kind, 0, "ada", "page", Sent.State.ACCEPTED, 1, at, at, at, "");
    broker.send(outbox, sent.id(), new String(sent.json(), StandardCharsets.UTF_8));
  }

  @Test
  void doesNotSendAgainWhatWasRefused() {
    start(source(1, key -> Outcome.refused("gone")));
    await().atMost(PATIENCE).until(() -> broker.read(outbox, 2).size() == 2);
    started.forEach(Dispatcher::close);

    start(source(2, key -> Outcome.refused("gone")));
    await().atMost(PATIENCE).until(() -> attempts.size() == 2);

    assertThat(attempts.get("about-0")).hasValue(1);
  }

  /** A page that another server serves has shown it. */
  @Test
  void whatIsAcceptedElsewhereWhileItIsUnderWayIsNotSentAgain() {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    Delivery waiting = delivery("about-0", key -> Outcome.accepted());
    Source source =
        (owns, known, now) ->
            List.of(
                new Delivery(
                    waiting.id(), "about-0", "opened", 0, "ada", "page", DUE, () -> answer));
    start(source);
    await().atMost(PATIENCE).until(() -> broker.read(outbox, 1).size() == 1);
    ConsumerRecord<String, String> claim = broker.read(outbox, 1).get(0);
    broker.send(outbox, claim.key(), claim.value().replace("claimed", "accepted"));
    awaitCount("page", "opened", "accepted", 1);

    answer.complete(Outcome.refused("no page showed it"));
    started.forEach(Dispatcher::close);

    assertThat(metrics.counts())
        .doesNotContainKey(new DeliveryMetrics.Key("page", "opened", "refused"));
    assertThat(broker.read(outbox, 2)).noneMatch(record -> record.value().contains("refused"));
  }

  @Test
  void pagesThatShowNothingHoldUpNothingElse() {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    List<Delivery> due =
        new ArrayList<>(
            IntStream.range(0, Dispatcher.MOST_UNDER_WAY)
                .mapToObj(i -> Notice.id("about", Notice.Kind.OPENED, 0, "p" + i, "page"))
                .map(id -> new Delivery(id, "about", "opened", 0, "p", "page", DUE, () -> answer))
                .toList());
    due.add(delivery("about", key -> Outcome.accepted()));
    start((owns, known, now) -> owns.test("about") ? due : List.of());

    await().atMost(PATIENCE).until(() -> attempts.containsKey("about"));
    answer.complete(Outcome.refused("no page showed it"));
  }

  /** Whatever a way does, the others are sent. */
  @Test
  void outlivesAWayThatFails() {
    start(
        source(
            2,
            key -> {
              if (key.equals("about-0")) {
                throw new IllegalStateException("a fault");
              }
              return Outcome.accepted();
            }));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(metrics.counts())
                    .containsEntry(new DeliveryMetrics.Key("webpush", "opened", "accepted"), 1L)
                    .containsKey(new DeliveryMetrics.Key("webpush", "opened", "later")));
  }

  @Test
  void waitsTwiceAsLongFromTryToTryAndNotLessThanTold() {
    assertThat(Dispatcher.retry(1, Duration.ZERO)).isEqualTo(Duration.ofSeconds(2));
    assertThat(Dispatcher.retry(2, Duration.ZERO)).isEqualTo(Duration.ofSeconds(4));
    assertThat(Dispatcher.retry(60, Duration.ZERO)).isEqualTo(Duration.ofMinutes(2));
    assertThat(Dispatcher.retry(3, Duration.ofMinutes(7))).isEqualTo(Duration.ofMinutes(7));
  }

  private void start(Source source) {
    started.add(
        Dispatcher.start(
            new KafkaConfig(broker.address()),
            shared,
            outbox,
            List.of(source),
            publisher,
            metrics,
            Clock.systemUTC()));
  }

  private Source source(int count, Function<String, Outcome> outcome) {
    return (owns, known, now) ->
        IntStream.range(0, count)
            .mapToObj(i -> "about-" + i)
            .filter(owns)
            .map(about -> delivery(about, outcome))
            .toList();
  }

  private Delivery delivery(String about, Function<String, Outcome> outcome) {
    return new Delivery(
        Notice.id(about, Notice.Kind.OPENED, 0, "ada", "webpush"),
        about,
        "opened",
        0,
        "ada",
        "webpush",
        DUE,
        () -> {
          attempts.computeIfAbsent(about, key -> new AtomicInteger()).incrementAndGet();
          return CompletableFuture.completedFuture(outcome.apply(about));
        });
  }
}
