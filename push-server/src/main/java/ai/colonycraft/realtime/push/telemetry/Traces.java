package ai.colonycraft.realtime.push.telemetry;

import ai.colonycraft.realtime.push.config.TelemetryConfig;
import ai.colonycraft.realtime.push.metrics.IntakeRefusal;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.publish.Publisher;
import ai.colonycraft.realtime.push.text.Text;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Takes traces from services to the topic {@code service-events}: of a request or a record each
 * span by itself. Any thread may call it.
 */
public final class Traces {

  /** gRPC's codes of errors, which OTLP's answers have. */
  public static final int INVALID_ARGUMENT = 3;

  public static final int RESOURCE_EXHAUSTED = 8;
  public static final int UNAVAILABLE = 14;

  /** Characters of a message about what was refused. */
  private static final int MESSAGE = 300;

  /** Of a record of Kafka, which has no sender that could be asked for shorter ones. */
  private static final int RECORD_SPANS = 20_000;

  /**
   * An answer of OTLP/HTTP.
   *
   * @param status of HTTP
   * @param body in the format of the request
   */
  public record Answer(int status, byte[] body) {}

  private final int most;
  private final String topic;
  private final Publisher publisher;
  private final PushMetrics metrics;
  private final Clock clock;

  private Traces(int most, String topic, Publisher publisher, PushMetrics metrics, Clock clock) {
    this.most = most;
    this.topic = topic;
    this.publisher = publisher;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Takes the bounds and the topic, and who writes to it. */
  public static Traces of(TelemetryConfig config, Publisher publisher, PushMetrics metrics) {
    return new Traces(
        config.spans(), config.serviceEvents(), publisher, metrics, Clock.systemUTC());
  }

  /**
   * Takes the body of a request.
   *
   * @param requestId for the headers of the records
   * @return 200 once Kafka has the events of every span that was taken, which names how many were
   *     not; 400 if the body is not of its format; 503 if Kafka does not take the events, of which
   *     some may have been written
   */
  public CompletableFuture<Answer> accept(byte[] body, OtlpFormat format, String requestId) {
    EventCollector events = new EventCollector(most, clock);
    try {
      format.reader().read(body, events);
    } catch (UnreadableException e) {
      metrics.tracesRefused.increment(IntakeRefusal.INVALID);
      String message = Text.printable("expected OTLP traces; " + e.getMessage(), MESSAGE);
      return CompletableFuture.completedFuture(
          new Answer(400, format.error(INVALID_ARGUMENT, message)));
    }
    return publish(events, requestId)
        .handle(
            (done, failure) -> {
              if (failure != null) {
                metrics.tracesRefused.increment(IntakeRefusal.UNAVAILABLE);
                return new Answer(
                    503,
                    format.error(UNAVAILABLE, "traces can't be stored now; send them again later"));
              }
              count(events);
              return new Answer(200, format.success(events.refused(), events.firstRefusal()));
            });
  }

  /**
   * Takes the value of a record of Kafka, JSON or Protobuf.
   *
   * @return done when Kafka has the events; fails with {@code UnavailableException} if it does not
   *     take them now
   * @throws UnreadableException if the value is not OTLP; counted
   */
  public CompletableFuture<Void> acceptRecord(byte[] value) throws UnreadableException {
    EventCollector events = new EventCollector(RECORD_SPANS, clock);
    try {
      OtlpFormat.of(value).reader().read(value, events);
    } catch (UnreadableException e) {
      metrics.tracesRefused.increment(IntakeRefusal.INVALID);
      throw e;
    }
    return publish(events, null).thenRun(() -> count(events));
  }

  private CompletableFuture<Void> publish(EventCollector events, String requestId) {
    List<Publisher.Outgoing> records =
        events.events().stream()
            .map(event -> new Publisher.Outgoing(topic, event.service(), event.json(), requestId))
            .toList();
    return publisher.publish(records);
  }

  private void count(EventCollector events) {
    metrics.spansAccepted.add(events.taken());
    metrics.spansRefused.add(events.refused());
  }
}
