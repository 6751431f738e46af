package ai.colonycraft.realtime.push.benchmark;

import ai.colonycraft.realtime.push.actions.ActionWriter;
import ai.colonycraft.realtime.push.alerts.AlertIdentities;
import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.feed.Gatherer;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Stream;
import ai.colonycraft.realtime.push.feed.StreamEvent;
import ai.colonycraft.realtime.push.feed.Update;
import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.hub.HubLimits;
import ai.colonycraft.realtime.push.hub.Notifications;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.reach.deliver.Reach;
import ai.colonycraft.realtime.push.reach.people.People;
import ai.colonycraft.realtime.push.rules.Rules;
import ai.colonycraft.realtime.push.transport.HttpTransport;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Our transport and hub, fed by a timer in place of Kafka; each tick is one batch. */
final class OurServer {

  private OurServer() {}

  /** Prints its port, and ends with its standard input; takes settings of the push server. */
  public static void main(String[] args) throws IOException {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "--http.port=0",
                "--http.connections=25000",
                "--limits.connections-per-address=25000",
                "--limits.requests-per-second=100000"));
    settings.addAll(List.of(args));
    PushConfig config = PushConfig.read(settings.toArray(String[]::new));
    PushMetrics metrics = new PushMetrics();
    Hub hub = new Hub(HubLimits.of(config), metrics, Clock.systemUTC());
    Notifications notifications =
        new Notifications(
            config.kept().notificationsKept(),
            config.kept().notificationsBytes(),
            metrics,
            Clock.systemUTC());
    HttpTransport transport =
        HttpTransport.start(
            config,
            hub,
            notifications,
            new ActionWriter(
                notifications,
                records -> CompletableFuture.completedFuture(null),
                "actions",
                Clock.systemUTC()),
            new People(records -> CompletableFuture.completedFuture(null), "people"),
            Reach.none(),
            new Rules(records -> CompletableFuture.completedFuture(null), "cep-rules"),
            Optional.empty(),
            records -> CompletableFuture.completedFuture(null),
            new AlertIdentities(),
            metrics,
            Clock.systemUTC(),
            () -> true);
    hub.accept(
        List.of(
            new StreamEvent.Began(Stream.METRICS, "benchmark", -1),
            new StreamEvent.Loaded(Stream.METRICS)));
    Gatherer gatherer = new Gatherer(config.flushInterval(), hub);
    Load load = new Load().start((first, count, micros) -> publish(gatherer, first, count, micros));
    System.out.println(transport.port());
    load.obey();
    transport.close();
  }

  private static void publish(Gatherer gatherer, long first, int count, long micros) {
    List<LiveRecord> batch = new ArrayList<>(count);
    for (long number = first; number < first + count; number++) {
      String metric = Load.metric(number);
      batch.add(
          new Update(metric, metric, Map.of("pad", Load.PAD), micros, 1_767_225_600_000L, number));
    }
    gatherer.add(batch, System.nanoTime());
  }
}
