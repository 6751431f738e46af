package ai.colonycraft.realtime.push.reach.webpush;

import ai.colonycraft.realtime.push.metrics.PushResult;
import ai.colonycraft.realtime.push.reach.people.Device;
import ai.colonycraft.realtime.push.text.Text;
import com.zerodeplibs.webpush.MessageEncryptions;
import com.zerodeplibs.webpush.PushMessage;
import com.zerodeplibs.webpush.UserAgentMessageEncryptionKeyInfo;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Sends encrypted messages to push services. Follows no redirect. A service that says when to come
 * again gets no request before that. Any thread may use it; work is done on threads of its own.
 */
final class PushSender implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(6);

  /** For the whole of a message, name look-up and waiting for a thread included. */
  private static final Duration ALL = Duration.ofSeconds(9);

  private static final Duration LONGEST_WAIT = Duration.ofHours(1);
  private static final int THREADS = 2;
  private static final int MOST_WAITING = 10_000;
  private static final int MOST_HELD = 256;

  /** Requests under way: fewer than a service takes at a time on one connection of HTTP/2. */
  private static final int MOST_UNDER_WAY = 32;

  private static final String TOO_MANY = "too many messages wait";
  private static final int MOST_DETAIL = 150;

  private final Endpoints endpoints;
  private final Signatures signatures;
  private final Clock clock;
  private final Semaphore underWay = new Semaphore(MOST_UNDER_WAY);
  private final ExecutorService threads;
  private final HttpClient http;

  /** When the services that asked to wait may be asked again. Guarded by itself. */
  private final Map<String, Instant> held =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MOST_HELD;
        }
      };

  PushSender(Endpoints endpoints, Signatures signatures, Clock clock) {
    this.endpoints = endpoints;
    this.signatures = signatures;
    this.clock = clock;
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread thread = new Thread(task, "push-web-push");
              thread.setDaemon(true);
              return thread;
            });
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * A message before it is encrypted.
   *
   * @param plaintext at most {@link PushPayload#MOST_BYTES}
   * @param topic a later message with the same replaces this one while it waits
   * @param urgency {@code high} or {@code normal}
   * @param ttl how long the service keeps it for a browser that is away
   */
  record Message(byte[] plaintext, String topic, String urgency, Duration ttl) {}

  /** Sends a message. Returns at once; the answer comes within 9 s and never fails. */
  CompletableFuture<PushAnswer> send(Device.WebPush device, Message message) {
    long last = System.nanoTime() + ALL.minus(ANSWER).toNanos();
    try {
      return CompletableFuture.supplyAsync(() -> request(device, message, last), threads)
          .thenCompose(request -> request)
          .completeOnTimeout(
              PushAnswer.of(PushResult.LATER, "no answer in time"),
              ALL.toMillis(),
              TimeUnit.MILLISECONDS)
          .exceptionally(failure -> failed(failure));
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(PushAnswer.of(PushResult.LATER, TOO_MANY));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /**
   * Encrypts and sends.
   *
   * @param last when it must be under way, by {@link System#nanoTime}: whoever waits for it is
   *     answered soon after, and sends it again
   */
  private CompletableFuture<PushAnswer> request(Device.WebPush device, Message message, long last) {
    URI endpoint;
    try {
      endpoint = endpoints.check(device.endpoint());
      Duration wait = wait(endpoint);
      if (!wait.isZero()) {
        return answer(new PushAnswer(PushResult.LATER, wait, "the service asked to wait"));
      }
      endpoints.checkAddresses(endpoint);
    } catch (Endpoints.RefusedException e) {
      return answer(PushAnswer.of(PushResult.REFUSED, e.getMessage()));
    } catch (UnknownHostException e) {
      return answer(PushAnswer.of(PushResult.LATER, "the name of the service is not found"));
    }
    HttpRequest request;
    try {
      request = request(endpoint, device, message);
    } catch (RuntimeException e) {
      // The keys of the subscription are no point of the curve.
      return answer(PushAnswer.of(PushResult.REFUSED, "the subscription's keys can't be used"));
    }
    try {
      if (!underWay.tryAcquire(last - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return answer(PushAnswer.of(PushResult.LATER, TOO_MANY));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return answer(PushAnswer.of(PushResult.LATER, "the server stops"));
    }
    return http.sendAsync(request, head -> new SomeOfBody())
        .whenComplete((response, failure) -> underWay.release())
        .thenApply(response -> answer(endpoint, response));
  }

  private HttpRequest request(URI endpoint, Device.WebPush device, Message message) {
    // One for each message: threads that share one use each other's keys.
    byte[] encrypted =
        MessageEncryptions.of()
            .encrypt(
                UserAgentMessageEncryptionKeyInfo.of(device.p256dh(), device.auth()),
                PushMessage.of(message.plaintext()))
            .toBytes();
    return HttpRequest.newBuilder(endpoint)
        .version(
            endpoint.getScheme().equals("https")
                ? HttpClient.Version.HTTP_2
                : HttpClient.Version.HTTP_1_1)
        .timeout(ANSWER)
        .header("Authorization", signatures.of(endpoint))
        .header("Content-Encoding", "aes128gcm")
        .header("Content-Type", "application/octet-stream")
        .header("TTL", Long.toString(message.ttl().toSeconds()))
        .header("Urgency", message.urgency())
        .header("Topic", message.topic())
        .POST(HttpRequest.BodyPublishers.ofByteArray(encrypted))
        .build();
  }

  private PushAnswer answer(URI endpoint, HttpResponse<String> response) {
    int status = response.statusCode();
    PushResult result = PushResult.of(status);
    String detail = Text.printable("%d %s".formatted(status, response.body()).strip(), MOST_DETAIL);
    if (result != PushResult.LATER) {
      return PushAnswer.of(result, detail);
    }
    Duration wait =
        response.headers().firstValue("Retry-After").map(this::wait).orElse(Duration.ZERO);
    if (!wait.isZero()) {
      synchronized (held) {
        held.put(endpoint.getRawAuthority(), clock.instant().plus(wait));
      }
    }
    return new PushAnswer(result, wait, detail);
  }

  private Duration wait(URI endpoint) {
    synchronized (held) {
      Instant until = held.get(endpoint.getRawAuthority());
      Duration left = until == null ? Duration.ZERO : Duration.between(clock.instant(), until);
      if (left.isNegative() || left.isZero()) {
        held.remove(endpoint.getRawAuthority());
        return Duration.ZERO;
      }
      return left;
    }
  }

  /** Seconds or a date (RFC 9110, section 10.2.3); zero if it is neither. */
  private Duration wait(String retryAfter) {
    Duration wait = Duration.ZERO;
    try {
      wait = Duration.ofSeconds(Long.parseLong(retryAfter.strip()));
    } catch (NumberFormatException e) {
      try {
        Instant then = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(retryAfter.strip()));
        wait = Duration.between(clock.instant(), then);
      } catch (DateTimeParseException notADate) {
        return Duration.ZERO;
      }
    }
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  private static PushAnswer failed(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String detail = cause instanceof IOException ? "the service is away: " : "failed: ";
    return PushAnswer.of(
        PushResult.LATER, Text.printable(detail + cause.getClass().getSimpleName(), MOST_DETAIL));
  }

  private static CompletableFuture<PushAnswer> answer(PushAnswer answer) {
    return CompletableFuture.completedFuture(answer);
  }
}
