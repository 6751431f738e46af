package ai.colonycraft.realtime.push.reports;

import ai.colonycraft.realtime.push.metrics.IntakeRefusal;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.publish.Publisher;
import ai.colonycraft.realtime.push.publish.Receipt;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Takes what browsers report, to the topic {@code client-reports}: all reports of a request or
 * none. Any thread may call it.
 */
public final class Reports {

  private final ReportParser parser;
  private final String topic;
  private final Publisher publisher;
  private final PushMetrics metrics;

  /**
   * Takes its surroundings.
   *
   * @param most reports in one request
   */
  public Reports(int most, String topic, Publisher publisher, PushMetrics metrics, Clock clock) {
    this.parser = new ReportParser(most, clock);
    this.topic = topic;
    this.publisher = publisher;
    this.metrics = metrics;
  }

  /**
   * Takes the body of a request.
   *
   * @param subject of the token that came with it, as which alone it may report; empty if none came
   * @param requestId for the headers of the records
   * @return 202 once Kafka has every report; 400 or 413 that names each problem; 503 if Kafka does
   *     not take them, of which some may have been written
   */
  public CompletableFuture<Receipt> accept(
      byte[] body, Optional<String> subject, String requestId) {
    List<Report> reports;
    try {
      reports = parser.parse(body, subject);
    } catch (BadReportsException e) {
      metrics.reportsRefused.increment(e.refusal());
      return CompletableFuture.completedFuture(refusal(e));
    }
    return publisher
        .publish(
            reports.stream()
                .map(r -> new Publisher.Outgoing(topic, r.sessionId(), r.json(), requestId))
                .toList())
        .handle((done, failure) -> receipt(reports.size(), failure));
  }

  private Receipt receipt(int count, Throwable failure) {
    if (failure != null) {
      metrics.reportsRefused.increment(IntakeRefusal.UNAVAILABLE);
      return Receipt.error(
          503, "unavailable", "Reports can't be stored now; send them again later.");
    }
    metrics.reportsAccepted.add(count);
    return new Receipt(202, "{\"accepted\":" + count + "}\n");
  }

  private static Receipt refusal(BadReportsException e) {
    int status = e.refusal() == IntakeRefusal.TOO_MANY ? 413 : 400;
    String problems =
        e.problems().stream()
            .map(
                p ->
                    "{\"index\":%d,\"field\":\"%s\",\"message\":\"%s\"}"
                        .formatted(
                            p.index(), Receipt.quoted(p.field()), Receipt.quoted(p.message())))
            .collect(Collectors.joining(","));
    return new Receipt(
        status,
        "{\"error\":{\"code\":\"%s\",\"message\":\"%s\",\"problems\":[%s]}}\n"
            .formatted(
                e.refusal().name().toLowerCase(java.util.Locale.ROOT),
                Receipt.quoted(e.getMessage()),
                problems));
  }
}
