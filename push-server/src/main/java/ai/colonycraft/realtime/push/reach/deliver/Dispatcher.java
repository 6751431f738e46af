package ai.colonycraft.realtime.push.reach.deliver;

import ai.colonycraft.realtime.config.KafkaConfig;
import ai.colonycraft.realtime.push.metrics.Reminder;
import ai.colonycraft.realtime.push.publish.OwnedLog;
import ai.colonycraft.realtime.push.publish.Publisher;
import ai.colonycraft.realtime.push.publish.Publisher.Outgoing;
import ai.colonycraft.realtime.push.publish.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is due, each message once, on a thread of its own: it claims messages in the topic
 * {@code outbox}, sends them, and writes their outcomes there.
 *
 * <p>Of several servers, one owns what is about an incident. It outlives Kafka being away; nothing
 * is sent meanwhile, since nothing can be claimed.
 */
public final class Dispatcher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  /** Id of the consumer group, and the beginning of the transactional ids. */
  public static final String GROUP = "push-server-reach";

  /** Messages that are being sent at a time, without those that only wait for a page. */
  static final int MOST_UNDER_WAY = 64;

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration REMINDER = Duration.ofMinutes(1);

  /** A {@link Way} has an outcome by then. */
  private static final Duration LONGEST_SEND = Duration.ofSeconds(10);

  private static final Duration CLOSE = LONGEST_SEND.plusSeconds(2);

  /** Deciding takes a tenth of a core, unless that would delay a notice by more than this. */
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  private static final int PAUSE_OF_ROUNDS = 9;

  private static final Duration FIRST_RETRY = Duration.ofSeconds(2);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(2);
  private static final int MOST_DOUBLINGS = 10;

  private record Finished(Sent claim, Outcome outcome) {}

  private final KafkaConfig kafka;
  private final String notifications;
  private final String topic;
  private final List<Source> sources;
  private final DeliveryMetrics metrics;
  private final Clock clock;
  private final Outbox outbox = new Outbox();
  private final Map<String, Sent> underWay = new HashMap<>();
  private final Queue<Finished> finished = new ConcurrentLinkedQueue<>();

  private final Outcomes outcomes;
  private final Reminder outage;
  private final Reminder refusals;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "push-reach");
  private long nextRoundNanos = System.nanoTime();

  /** When the outbox was last read from its beginning; what is older was counted before. */
  private Instant openedAt = Instant.MAX;

  private Dispatcher(
      KafkaConfig kafka,
      String notifications,
      String topic,
      List<Source> sources,
      Publisher publisher,
      DeliveryMetrics metrics,
      Clock clock) {
    this.kafka = kafka;
    this.notifications = notifications;
    this.topic = topic;
    this.sources = List.copyOf(sources);
    this.outcomes = new Outcomes(publisher, topic);
    this.metrics = metrics;
    this.clock = clock;
    this.outage = new Reminder(clock, REMINDER);
    this.refusals = new Reminder(clock, REMINDER);
    thread.setDaemon(true);
  }

  /**
   * Starts; returns at once, whether Kafka is there or not.
   *
   * @param notifications the topic whose partitions the servers share
   * @param topic the outbox
   * @param sources what is sent; called on the dispatcher's thread
   * @param publisher writes outcomes
   */
  public static Dispatcher start(
      KafkaConfig kafka,
      String notifications,
      String topic,
      List<Source> sources,
      Publisher publisher,
      DeliveryMetrics metrics,
      Clock clock) {
    Dispatcher dispatcher =
        new Dispatcher(kafka, notifications, topic, sources, publisher, metrics, clock);
    dispatcher.thread.start();
    return dispatcher;
  }

  /**
   * Claims nothing more, waits for the outcome of what is being sent, and leaves the group. If
   * Kafka does not answer meanwhile, it is not waited for.
   */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(CLOSE.toMillis());
      thread.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void run() {
    while (!isClosing()) {
      try {
        OwnedLog log = OwnedLog.open(kafka, GROUP, notifications, topic);
        try (log) {
          outbox.clear();
          openedAt = clock.instant();
          outcomes.unconfirmed().forEach(outbox::take);
          follow(log);
        }
      } catch (UnavailableException e) {
        if (outage.happened() > 0) {
          LOG.warn(
              "Nobody is notified away from the screen while Kafka at {} does not serve {}; trying"
                  + " on. Check that the topic exists and that the rights of the README are"
                  + " granted ({})",
              kafka.bootstrapServers(),
              topic,
              e.getMessage());
        }
        pause();
      } catch (RuntimeException e) {
        LOG.error("Notifying failed, a fault of the program; it begins anew", e);
        pause();
      }
      metrics.set(metrics.oldestDueSeconds(), 0);
    }
  }

  private void follow(OwnedLog log) throws UnavailableException {
    while (!isClosing()) {
      for (OwnedLog.Entry entry : log.poll(POLL)) {
        take(entry, log);
      }
      if (outage.over()) {
        LOG.info("Kafka at {} serves {} again", kafka.bootstrapServers(), topic);
      }
      takeFinished();
      outcomes.write();
      if (System.nanoTime() - nextRoundNanos >= 0) {
        long decidingNanos = round(log);
        nextRoundNanos =
            System.nanoTime() + Math.min(LONGEST_PAUSE.toNanos(), decidingNanos * PAUSE_OF_ROUNDS);
      }
    }
    finishUnderWay();
  }

  /**
   * Waits for what is being sent and until Kafka has its outcome, so that a restart repeats none of
   * it.
   */
  private void finishUnderWay() {
    long begin = System.nanoTime();
    do {
      takeFinished();
      outcomes.write();
      LockSupport.parkNanos(POLL.toNanos());
    } while (!(underWay.isEmpty() && finished.isEmpty() && outcomes.areConfirmed())
        && System.nanoTime() - begin < LONGEST_SEND.toNanos());
  }

  private void take(OwnedLog.Entry entry, OwnedLog log) {
    if (entry.value() == null) {
      outbox.remove(entry.key());
      return;
    }
    if (sources.stream().anyMatch(source -> source.take(entry.key(), entry.value()))) {
      return;
    }
    Optional<Sent> sent = Sent.read(entry.key(), entry.value());
    if (sent.isPresent()) {
      take(sent.get(), log);
    } else if (refusals.happened() > 0) {
      LOG.warn("A record of {} is skipped: expected a message as its schema says", topic);
    }
  }

  /**
   * One that is accepted while it is under way, or before it was claimed, was so elsewhere: a page
   * has shown it.
   */
  private void take(Sent sent, OwnedLog log) {
    boolean isUnclaimed = outbox.find(sent.id()).isEmpty();
    if (!outbox.take(sent) || sent.state() != Sent.State.ACCEPTED) {
      return;
    }
    if (underWay.remove(sent.id()) != null) {
      outcomes.add(sent); // After the claim, so that compaction keeps it.
      metrics.count(sent);
    } else if (isUnclaimed && !sent.at().isBefore(openedAt) && log.owns(sent.about())) {
      metrics.count(sent);
    }
  }

  /** Returns how long it took to decide, without what Kafka took. */
  private long round(OwnedLog log) throws UnavailableException {
    long begin = System.nanoTime();
    Instant now = clock.instant();
    Map<String, Delivery> chosen = new LinkedHashMap<>();
    long sending = underWay.values().stream().filter(sent -> isSent(sent.way())).count();
    Instant oldest = now;
    for (Source source : sources) {
      for (Delivery delivery : source.due(log::owns, outbox, now)) {
        Optional<Sent> known = outbox.find(delivery.id());
        boolean isOpen =
            known
                .filter(
                    sent ->
                        sent.state() == Sent.State.ACCEPTED || sent.state() == Sent.State.REFUSED)
                .isEmpty();
        if (isOpen && delivery.due().isBefore(oldest)) {
          oldest = delivery.due();
        }
        if (outbox.isDue(delivery.id(), now)
            && !underWay.containsKey(delivery.id())
            && (sending < MOST_UNDER_WAY || !isSent(delivery.way()))
            && chosen.putIfAbsent(delivery.id(), delivery) == null
            && isSent(delivery.way())) {
          sending++;
        }
      }
    }
    metrics.set(Duration.between(oldest, now).toMillis() / 1000.0, log.owned());
    long decidingNanos = System.nanoTime() - begin;
    if (!chosen.isEmpty()) {
      send(log, List.copyOf(chosen.values()), now);
    }
    return decidingNanos;
  }

  /** Whether a way sends anything: one through a page waits for it, and holds nobody else up. */
  private static boolean isSent(String way) {
    return !way.equals(PageWay.NAME);
  }

  private void send(OwnedLog log, List<Delivery> deliveries, Instant now)
      throws UnavailableException {
    List<Sent> claims = new ArrayList<>();
    List<Outgoing> records = new ArrayList<>();
    for (Delivery delivery : deliveries) {
      Sent claim = Sent.claim(delivery, outbox.find(delivery.id()), now);
      claims.add(claim);
      records.add(new Outgoing(topic, claim.id(), claim.json()));
    }
    if (!log.claim(records)) {
      return; // Another server owns them now, or soon.
    }
    for (int i = 0; i < claims.size(); i++) {
      Sent claim = claims.get(i);
      outbox.take(claim);
      underWay.put(claim.id(), claim);
      send(deliveries.get(i), claim);
    }
  }

  private void send(Delivery delivery, Sent claim) {
    try {
      delivery
          .send()
          .get()
          .whenComplete(
              (outcome, failure) ->
                  finished.add(
                      new Finished(claim, failure == null ? outcome : failed(delivery, failure))));
    } catch (RuntimeException e) {
      finished.add(new Finished(claim, failed(delivery, e)));
    }
  }

  private static Outcome failed(Delivery delivery, Throwable failure) {
    LOG.error("Sending by {} failed, a fault of the program", delivery.way(), failure);
    return Outcome.later(Duration.ZERO, failure.toString());
  }

  private void takeFinished() {
    for (Finished one = finished.poll(); one != null; one = finished.poll()) {
      if (!underWay.remove(one.claim().id(), one.claim())) {
        continue; // It was accepted meanwhile.
      }
      Instant now = clock.instant();
      Outcome outcome = one.outcome();
      Sent.State state =
          switch (outcome.status()) {
            case ACCEPTED -> Sent.State.ACCEPTED;
            case REFUSED -> Sent.State.REFUSED;
            case LATER -> Sent.State.LATER;
          };
      Instant retryAt = now.plus(retry(one.claim().attempt(), outcome.retryAfter()));
      Sent sent = one.claim().with(state, now, retryAt, outcome.detail());
      outbox.take(sent);
      outcomes.add(sent);
      metrics.count(sent);
      // That no page showed it is no fault: somebody may have gone away from theirs.
      if (state == Sent.State.REFUSED && isSent(sent.way())) {
        logRefused(sent);
      }
    }
  }

  private void logRefused(Sent sent) {
    long times = refusals.happened();
    if (times > 0) {
      LOG.warn(
          "A notice of {} was refused for {} by {} ({}); {} in the last minute. Look at the"
              + " person's devices on the settings page",
          sent.about(),
          sent.person(),
          sent.way(),
          sent.detail(),
          times);
    }
  }

  /** Doubles from try to try; not less than the receiver said. */
  static Duration retry(int attempt, Duration retryAfter) {
    Duration doubled = FIRST_RETRY.multipliedBy(1L << Math.min(MOST_DOUBLINGS, attempt - 1));
    Duration own = doubled.compareTo(LONGEST_RETRY) < 0 ? doubled : LONGEST_RETRY;
    return own.compareTo(retryAfter) < 0 ? retryAfter : own;
  }

  private void pause() {
    try {
      if (closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("closing");
      }
    } catch (InterruptedException e) {
      closing.countDown();
      Thread.currentThread().interrupt();
    }
  }
}
