package ai.colonycraft.realtime.push.reach.webpush;

import ai.colonycraft.realtime.config.InvalidConfigException;
import ai.colonycraft.realtime.push.config.WebPushConfig;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.metrics.PushResult;
import ai.colonycraft.realtime.push.metrics.Reminder;
import ai.colonycraft.realtime.push.reach.deliver.Notice;
import ai.colonycraft.realtime.push.reach.deliver.Outcome;
import ai.colonycraft.realtime.push.reach.deliver.Way;
import ai.colonycraft.realtime.push.reach.people.Device;
import ai.colonycraft.realtime.push.reach.people.People;
import ai.colonycraft.realtime.push.reach.people.Person;
import ai.colonycraft.realtime.push.reach.people.Preferences;
import ai.colonycraft.realtime.push.security.AcknowledgeTokens;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reaches people by Web Push: a message to each of their browsers. It is accepted when one of the
 * services has it; to the others it is sent again from here a few times. Any thread may call it.
 */
public final class WebPushWay implements Way, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WebPushWay.class);

  /** How long a service keeps a message, and how long the token in it is good. */
  private static final Duration KEPT = Duration.ofHours(12);

  private static final Duration TEST_KEPT = Duration.ofMinutes(1);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final int MOST_RETRIES = 4;
  private static final int MOST_WAITING = 1_000;

  private final VapidKeys keys;
  private final Endpoints endpoints;
  private final PushSender sender;
  private final AcknowledgeTokens tokens;
  private final People people;
  private final PushMetrics metrics;
  private final Clock clock;
  private final Reminder reminder;

  /** What is to be sent again, by device and topic; a later message of a topic takes it out. */
  private final Map<String, PushSender.Message> waiting = new ConcurrentHashMap<>();

  /**
   * Takes its surroundings.
   *
   * @param config with a subject
   * @param tokens makes those with which receivers acknowledge
   * @param people of whom devices are forgotten that are gone
   */
  public WebPushWay(
      WebPushConfig config,
      VapidKeys keys,
      AcknowledgeTokens tokens,
      People people,
      PushMetrics metrics,
      Clock clock) {
    this.keys = keys;
    this.endpoints = new Endpoints(config);
    this.sender =
        new PushSender(
            endpoints, new Signatures(keys, config.subject().orElseThrow(), clock), clock);
    this.tokens = tokens;
    this.people = people;
    this.metrics = metrics;
    this.clock = clock;
    this.reminder = new Reminder(clock, Duration.ofMinutes(1));
  }

  /**
   * Makes one if the settings name a key file, which is made if it does not exist.
   *
   * @throws InvalidConfigException if the file can't be used
   */
  public static Optional<WebPushWay> start(
      WebPushConfig config, People people, PushMetrics metrics, Clock clock) {
    if (config.keyFile().isEmpty()) {
      return Optional.empty();
    }
    try {
      VapidKeys keys = VapidKeys.read(config.keyFile().get());
      AcknowledgeTokens tokens = new AcknowledgeTokens(keys.secret("acknowledge"), clock);
      return Optional.of(new WebPushWay(config, keys, tokens, people, metrics, clock));
    } catch (IOException e) {
      throw new InvalidConfigException(List.of(e.getMessage()));
    }
  }

  /** The public key for which browsers subscribe. */
  public String publicKey() {
    return keys.publicKey();
  }

  /** Those with which receivers acknowledge. */
  public AcknowledgeTokens tokens() {
    return tokens;
  }

  /** Decides which subscriptions are taken. */
  public Endpoints endpoints() {
    return endpoints;
  }

  @Override
  public String name() {
    return Preferences.WEB_PUSH;
  }

  @Override
  public boolean reaches(Person person) {
    return !person.devices(Device.WebPush.class).isEmpty();
  }

  @Override
  public CompletionStage<Outcome> send(Notice notice, Person person) {
    List<Device.WebPush> devices = person.devices(Device.WebPush.class);
    Optional<byte[]> plaintext =
        PushPayload.of(notice, token(notice, person), person.preferences().language());
    if (devices.isEmpty() || plaintext.isEmpty()) {
      return CompletableFuture.completedFuture(
          Outcome.refused(devices.isEmpty() ? "no browser is subscribed" : "the id is too long"));
    }
    PushSender.Message message =
        new PushSender.Message(
            plaintext.get(),
            notice.tag(),
            isUrgent(notice) ? "high" : "normal",
            notice.kind() == Notice.Kind.TEST ? TEST_KEPT : KEPT);
    List<CompletableFuture<PushAnswer>> answers = new ArrayList<>();
    for (Device.WebPush device : devices) {
      waiting.remove(keyOf(device, message));
      answers.add(send(device, message, person));
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                outcome(devices, answers.stream().map(a -> a.join()).toList(), message, person));
  }

  @Override
  public void close() {
    sender.close();
  }

  private Optional<String> token(Notice notice, Person person) {
    boolean acknowledges = notice.kind().interrupts() && notice.kind() != Notice.Kind.TEST;
    return acknowledges
        ? Optional.of(tokens.issue(notice.incident().id(), person.id(), clock.instant().plus(KEPT)))
        : Optional.empty();
  }

  private static boolean isUrgent(Notice notice) {
    return notice.kind() == Notice.Kind.TEST
        || notice.kind().interrupts() && notice.incident().type().equals(Preferences.CRITICAL);
  }

  private CompletableFuture<PushAnswer> send(
      Device.WebPush device, PushSender.Message message, Person person) {
    return sender
        .send(device, message)
        .thenApply(
            answer -> {
              metrics.webPushes.increment(answer.result());
              if (answer.result() == PushResult.GONE) {
                forget(device, person);
              }
              if (answer.result() != PushResult.ACCEPTED) {
                log(device, answer);
              }
              return answer;
            });
  }

  private Outcome outcome(
      List<Device.WebPush> devices,
      List<PushAnswer> answers,
      PushSender.Message message,
      Person person) {
    List<PushAnswer> later = answers.stream().filter(a -> a.result() == PushResult.LATER).toList();
    if (answers.stream().anyMatch(answer -> answer.result() == PushResult.ACCEPTED)) {
      for (int i = 0; i < devices.size(); i++) {
        if (answers.get(i).result() == PushResult.LATER) {
          sendAgain(devices.get(i), answers.get(i), message, person, 1);
        }
      }
      return Outcome.accepted();
    }
    if (!later.isEmpty()) {
      Duration wait =
          later.stream().map(PushAnswer::retryAfter).min(Duration::compareTo).orElseThrow();
      return Outcome.later(wait, later.get(0).detail());
    }
    return Outcome.refused(answers.get(0).detail());
  }

  /** One of several browsers was not reached; whoever asked has been answered. */
  private void sendAgain(
      Device.WebPush device,
      PushAnswer before,
      PushSender.Message message,
      Person person,
      int times) {
    if (times > MOST_RETRIES || waiting.size() >= MOST_WAITING) {
      return;
    }
    String key = keyOf(device, message);
    waiting.put(key, message);
    Duration backOff = RETRY.multipliedBy(1L << 2 * (times - 1));
    Duration wait = before.retryAfter().compareTo(backOff) > 0 ? before.retryAfter() : backOff;
    CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              if (!waiting.remove(key, message)) {
                return;
              }
              send(device, message, person)
                  .thenAccept(
                      answer -> {
                        if (answer.result() == PushResult.LATER) {
                          sendAgain(device, answer, message, person, times + 1);
                        }
                      });
            });
  }

  private static String keyOf(Device.WebPush device, PushSender.Message message) {
    return device.id() + message.topic();
  }

  private void forget(Device.WebPush device, Person person) {
    if (people.find(person.id()).isPresent()) {
      people
          .change(person.id(), current -> current.without(device.id()))
          .thenRun(metrics.webPushDevicesPruned::increment);
    }
  }

  private void log(Device.WebPush device, PushAnswer answer) {
    long times;
    synchronized (reminder) {
      times = reminder.happened();
    }
    if (times > 0) {
      LOG.warn(
          "{} Web Push message(s) were not accepted since the last such line; this one, for device"
              + " {}: {} ({})",
          times,
          device.id(),
          answer.result(),
          answer.detail());
    }
  }
}
