package ai.colonycraft.realtime.grafana;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Leaves the quickstart alone with its incidents, beside a real Prometheus and Alertmanager, and
 * compares at each minute what the API, the overview, the operations page and Grafana's table list
 * as open. Incidents are compared with what the simulated platform did: each is over within 3
 * minutes of its cause's end. At each cause it deploys a second bad version of the same service and
 * measures how long its notification takes.
 *
 * <p>It prints a line a minute, then a line for each incident, and exits with 1 if anything was not
 * as it should be.
 */
public final class IncidentViews {

  /** Pages follow within 2 s, and a scrape within 5 s. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration STEP = Duration.ofSeconds(1);

  /** A second bad deployment, and when it is taken back. */
  private record Deployed(Cause cause, Instant until) {}

  private final OpenViews views;
  private final Topic topic;
  private final SecondDeployment second;
  private final Causes causes = new Causes();
  private final List<String> problems = new ArrayList<>();
  private final List<Deployed> deployed = new ArrayList<>();
  private int taken;
  private int measured;

  private IncidentViews(OpenViews views, Topic topic, SecondDeployment second) {
    this.views = views;
    this.topic = topic;
    this.second = second;
  }

  /** Takes how many minutes it runs, by default 40. */
  public static void main(String[] args) throws Exception {
    int minutes = args.length > 0 ? Integer.parseInt(args[0]) : 40;
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy)));
    Path folder = Files.createTempDirectory("incident-views");
    System.out.println("logs of all programs: " + folder);
    List<String> problems;
    try (RunningQuickstart product = RunningQuickstart.start(folder);
        Alertmanager alertmanager = Alertmanager.start(folder, product.push);
        Prometheus prometheus =
            Prometheus.start(
                folder,
                Map.of(
                    "flink", product.reporter,
                    "push-server", product.push,
                    "alertmanager", alertmanager.port));
        OpenViews views = new OpenViews(product.push, prometheus);
        Topic topic = new Topic(product.bootstrapServers(), "service-events", Causes::concerns);
        SecondDeployment second = new SecondDeployment(product.bootstrapServers(), product.push)) {
      problems = new IncidentViews(views, topic, second).run(minutes);
    }
    System.out.printf("%n%d problems%n", problems.size());
    problems.forEach(System.out::println);
    System.exit(problems.isEmpty() ? 0 : 1);
  }

  private List<String> run(int minutes) throws Exception {
    System.out.println("time      minute  views    open  causes that last");
    Instant begin = Instant.now();
    for (int minute = 1; minute <= minutes; minute++) {
      Instant next = begin.plus(Duration.ofMinutes(minute));
      while (Instant.now().isBefore(next)) {
        follow();
        pause();
      }
      compare(minute);
    }
    System.out.printf("%n%s%n", "      severity ending    after the end of its cause");
    for (JsonNode incident : views.incidents("all")) {
      Ending ending = Ending.of(incident, causes, System.currentTimeMillis());
      System.out.println(ending.row());
      note(ending);
    }
    if (measured == 0) {
      problems.add("no second bad deployment was notified");
    }
    return problems;
  }

  /** Reads what the platform did, and deploys or takes back. */
  private void follow() throws Exception {
    List<JsonNode> events = topic.now();
    List<Cause> known = causes.all();
    events.subList(taken, events.size()).forEach(causes::take);
    taken = events.size();
    for (Cause cause : causes.all()) {
      if (cause.isOpen() && known.stream().noneMatch(k -> k.begin() == cause.begin())) {
        causes.soundRegion(cause).ifPresent(region -> deploy(cause.service(), region));
      }
    }
    for (Deployed each : List.copyOf(deployed)) {
      if (Instant.now().isAfter(each.until)) {
        second.takeBack(each.cause.service(), each.cause.region());
        causes.end(each.cause, System.currentTimeMillis());
        deployed.remove(each);
      }
    }
  }

  private void deploy(String service, String region) {
    Cause cause = new Cause(service, region, System.currentTimeMillis(), Cause.OPEN);
    causes.add(cause);
    Duration took = second.deploy(service, region);
    deployed.add(new Deployed(cause, Instant.now().plus(SecondDeployment.SERVES)));
    String line =
        "second bad deployment of %s, in %s: notified after %.1f s"
            .formatted(service, region, took.toMillis() / 1000.0);
    say(line);
    measured++;
    if (took.compareTo(SecondDeployment.LIMIT) > 0) {
      problems.add(line);
    }
  }

  private void compare(int minute) throws IOException {
    List<Map<String, Set<String>>> last = new ArrayList<>();
    boolean agree = true;
    try {
      await()
          .atMost(PATIENCE)
          .pollInterval(STEP)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(
              () -> {
                last.clear();
                last.add(views.now());
                return Set.copyOf(last.get(0).values()).size() == 1;
              });
    } catch (ConditionTimeoutException e) {
      agree = false;
      problems.add("minute " + minute + ": " + last + (e.getCause() == null ? "" : e.getCause()));
    }
    JsonNode open = views.incidents("open");
    say(
        "%6d  %-7s %5d  %s"
            .formatted(
                minute,
                agree ? "agree" : "DIFFER",
                open.size(),
                new TreeSet<>(
                    causes.all().stream().filter(Cause::isOpen).map(Cause::toString).toList())));
    if (!agree) {
      System.out.println(last);
    }
    for (JsonNode incident : open) {
      Ending ending = Ending.of(incident, causes, System.currentTimeMillis());
      if (!ending.isRight()) {
        say(ending.row());
      }
    }
  }

  private void note(Ending ending) {
    if (!ending.isRight()) {
      problems.add(ending.row());
    }
  }

  private static void say(String line) {
    System.out.println(LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + "  " + line);
  }

  private static void pause() throws InterruptedException {
    Thread.sleep(STEP.toMillis());
  }
}
