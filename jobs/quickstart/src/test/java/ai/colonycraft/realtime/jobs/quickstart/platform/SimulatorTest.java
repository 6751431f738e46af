package ai.colonycraft.realtime.jobs.quickstart.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.EventParser;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.topics.Topics;
import ai.colonycraft.realtime.rules.lint.Catalogue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SimulatorTest {

  private static final long START = Instant.parse("2026-03-04T15:00:00Z").toEpochMilli();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final double RATE = 50;

  private static List<PlatformEvent> sent;
  private static List<Event> users;
  private static List<Event> services;
  private static List<Event> clients;

  @BeforeAll
  static void simulateAnHour() throws Exception {
    sent = simulate(7, HOUR, 1_000);
    users = parsed(Topics.USER_ACTIVITY.name(), Field.USER_ID);
    services = parsed(Topics.SERVICE_EVENTS.name(), Field.SERVICE);
    clients = parsed(Topics.CLIENT_REPORTS.name(), Field.SESSION_ID);
  }

  @Test
  void sendsEventsThatThePipelineTakesWithKnownFieldsOnly() {
    assertThat(users.size() + services.size() + clients.size()).isEqualTo(sent.size());
    assertThat(clients).allSatisfy(event -> assertThat(event.unknown()).isEmpty());
    assertThat(users).allSatisfy(event -> assertThat(event.unknown()).isEmpty());
    assertThat(services).allSatisfy(event -> assertThat(event.unknown()).isEmpty());
  }

  @Test
  void sendsWhatTheLinterTakesForSent() {
    for (Event event : Stream.of(users, services, clients).flatMap(List::stream).toList()) {
      assertThat(Catalogue.knows(event.type())).as(event.type()).isTrue();
      for (Field field : Field.values()) {
        if (event.value(field) != null) {
          assertThat(Catalogue.sends(event.type(), field.jsonName()))
              .as("%s with %s", field.jsonName(), event.type())
              .isTrue();
        }
      }
    }
  }

  @Test
  void usesEveryTypeThatUsersServicesAndBrowsersHave() {
    assertThat(types(clients)).containsExactlyInAnyOrder("web_vital", "js_error", "interaction");
    assertThat(types(users))
        .containsExactlyInAnyOrder(
            "session_started",
            "session_ended",
            "colony_created",
            "colony_modified",
            "colony_deleted",
            "agent_deployed",
            "agent_action",
            "agent_stopped",
            "llm_completion",
            "page_view");
    assertThat(types(services))
        .containsExactlyInAnyOrder(
            "http_request",
            "span",
            "deployment_started",
            "deployment_finished",
            "health_changed",
            "resource_usage",
            "error");
  }

  @Test
  void givesTheSameEventsForTheSameSeedHoweverOftenItIsAsked() {
    List<PlatformEvent> often = simulate(7, HOUR / 10, 20);
    List<PlatformEvent> seldom = simulate(7, HOUR / 10, 60_000);

    assertThat(texts(often)).isEqualTo(texts(seldom));
    assertThat(texts(often)).isNotEqualTo(texts(simulate(8, HOUR / 10, 20)));
  }

  @Test
  void keepsTheRateSmoothly() {
    Map<Long, Long> perMinute =
        users.stream()
            .collect(
                Collectors.groupingBy(
                    e -> (e.timestamp() - START) / 60_000, Collectors.counting()));

    assertThat(sent.size() / 3600.0).isBetween(0.6 * RATE, 1.6 * RATE);
    assertThat(perMinute).hasSize(60);
    long least = perMinute.values().stream().min(Comparator.naturalOrder()).orElseThrow();
    long most = perMinute.values().stream().max(Comparator.naturalOrder()).orElseThrow();
    assertThat(most).isLessThan(3 * least);
  }

  @Test
  void ordersEachTopicByTime() {
    assertThat(users).isSortedAccordingTo(Comparator.comparingLong(Event::timestamp));
    assertThat(users.get(0).timestamp()).isGreaterThanOrEqualTo(START);
    assertThat(users.get(users.size() - 1).timestamp()).isLessThanOrEqualTo(START + HOUR);
  }

  @Test
  void letsSessionsBeginAndEndAndPutsEveryActInsideOne() {
    Map<String, List<String>> sessions =
        users.stream()
            .collect(
                Collectors.groupingBy(
                    e -> e.text(Field.SESSION_ID),
                    Collectors.mapping(Event::type, Collectors.toList())));

    assertThat(sessions.values()).anyMatch(types -> whole(types));
    assertThat(sessions.values())
        .allSatisfy(
            types -> {
              assertThat(types.lastIndexOf("session_started")).isLessThanOrEqualTo(0);
              int end = types.indexOf("session_ended");
              assertThat(end).isIn(-1, types.size() - 1);
            });
    assertThat(sessions.values().stream().filter(types -> !whole(types))).isNotEmpty();
  }

  @Test
  void givesPopularColoniesFarMoreThanTheirShare() {
    List<Long> counts =
        users.stream()
            .filter(e -> e.text(Field.COLONY_ID) != null)
            .collect(Collectors.groupingBy(e -> e.text(Field.COLONY_ID), Collectors.counting()))
            .values()
            .stream()
            .sorted(Comparator.reverseOrder())
            .toList();
    double all = counts.stream().mapToLong(Long::longValue).sum();
    double ten = counts.stream().limit(10).mapToLong(Long::longValue).sum();

    assertThat(counts.size()).isGreaterThan(100);
    assertThat(counts.get(0) / all).isBetween(0.05, 0.4);
    assertThat(ten / all).isBetween(0.25, 0.75);
  }

  @Test
  void showsAnIncidentInOneRegionThatRecovers() {
    Event unhealthy = health("critical");
    Event healthy =
        services.stream()
            .filter(e -> e.type().equals("health_changed"))
            .filter(e -> e.timestamp() > unhealthy.timestamp())
            .filter(e -> e.text(Field.SERVICE).equals(unhealthy.text(Field.SERVICE)))
            .filter(e -> e.text(Field.REGION).equals(unhealthy.text(Field.REGION)))
            .findFirst()
            .orElseThrow();
    List<Event> place =
        services.stream()
            .filter(e -> e.type().equals("http_request"))
            .filter(e -> e.text(Field.SERVICE).equals(unhealthy.text(Field.SERVICE)))
            .filter(e -> e.text(Field.REGION).equals(unhealthy.text(Field.REGION)))
            .toList();
    List<Event> bad = between(place, unhealthy.timestamp(), unhealthy.timestamp() + 90_000);
    List<Event> good = between(place, healthy.timestamp(), healthy.timestamp() + 300_000);

    assertThat(errors(bad)).isGreaterThan(0.15);
    assertThat(errors(good)).isLessThan(0.1);
    assertThat(meanMillis(bad)).isGreaterThan(3 * meanMillis(good));
  }

  @Test
  void spendsTokensOnModels() {
    List<Event> completions =
        users.stream().filter(e -> e.type().equals("llm_completion")).toList();

    assertThat(completions)
        .allSatisfy(
            e -> {
              assertThat(e.integer(Field.TOKENS, 0)).isPositive();
              assertThat(e.text(Field.MODEL)).isNotBlank();
            });
    assertThat(completions.stream().map(e -> e.text(Field.MODEL)).distinct()).hasSize(4);
  }

  @Test
  void saysWhatAgentsTakeOfTheCpu() {
    List<Event> actions = users.stream().filter(e -> e.type().equals("agent_action")).toList();

    assertThat(actions)
        .isNotEmpty()
        .allSatisfy(
            e -> {
              assertThat(e.decimal(Field.CPU_SECONDS, -1)).isBetween(0.0, 60.0);
              assertThat(e.text(Field.COLONY_ID)).isNotBlank();
            });
    assertThat(actions.stream().mapToDouble(e -> e.decimal(Field.CPU_SECONDS, 0)).sum())
        .isPositive();
  }

  @Test
  void tracesWhatWasDoneForWhomWithTimeThatFitsIntoItsCause() {
    List<Event> spans = services.stream().filter(e -> e.type().equals("span")).toList();
    Map<String, Event> byId =
        spans.stream().collect(Collectors.toMap(e -> e.text(Field.SPAN_ID), e -> e));

    assertThat(spans).anyMatch(e -> e.text(Field.COLONY_NAME) != null);
    assertThat(spans).anyMatch(e -> e.integer(Field.TOKENS, 0) > 0);
    assertThat(spans)
        .allSatisfy(
            e -> {
              assertThat(e.decimal(Field.CPU_SECONDS, -1)).isNotNegative();
              if (e.text(Field.PARENT_SPAN_ID) != null) {
                Event cause = byId.get(e.text(Field.PARENT_SPAN_ID));
                assertThat(cause.decimal(Field.DURATION_MS, 0))
                    .isGreaterThanOrEqualTo(e.decimal(Field.DURATION_MS, 0));
              }
            });
  }

  @Test
  void saysOfEveryServiceHowItIsFromTheBeginning() {
    assertThat(
            services.stream()
                .filter(e -> e.type().equals("health_changed") && e.timestamp() == START)
                .map(e -> e.text(Field.SERVICE) + e.text(Field.REGION)))
        .hasSize(Service.ALL.size() * Region.ALL.size())
        .doesNotHaveDuplicates();
  }

  @Test
  void sleepsAtNightAndWakesInTheMorning() {
    Region london = Region.ALL.get(2);
    long four = Instant.parse("2026-03-04T04:00:00Z").toEpochMilli();

    assertThat(london.awake(four)).isCloseTo(0.3, offset(1e-9));
    assertThat(london.awake(four + 12 * HOUR)).isCloseTo(1, offset(1e-9));
    assertThat(Region.ALL.stream().mapToDouble(Region::share).sum()).isCloseTo(1, offset(1e-9));
  }

  private static List<PlatformEvent> simulate(long seed, long millis, long step) {
    Simulator simulator = new Simulator(seed, 2_000, RATE, START);
    List<PlatformEvent> events = new ArrayList<>();
    for (long now = START; now <= START + millis; now += step) {
      events.addAll(simulator.next(now));
    }
    return events;
  }

  private static List<Event> parsed(String topic, Field key) throws Exception {
    EventParser parser = new EventParser(key, EnumSet.allOf(Field.class), true, () -> START + HOUR);
    List<Event> events = new ArrayList<>();
    for (PlatformEvent event : sent) {
      if (event.topic().name().equals(topic)) {
        Event parsed = parser.parse(event.value());
        assertThat(event.key()).isEqualTo(parsed.text(key));
        events.add(parsed);
      }
    }
    return events;
  }

  private static boolean whole(List<String> types) {
    return types.get(0).equals("session_started")
        && types.get(types.size() - 1).equals("session_ended");
  }

  private static Set<String> types(List<Event> events) {
    return events.stream().map(Event::type).collect(Collectors.toSet());
  }

  private static List<String> texts(List<PlatformEvent> events) {
    return events.stream().map(PlatformEvent::value).map(String::new).toList();
  }

  private static Event health(String severity) {
    return services.stream()
        .filter(e -> e.type().equals("health_changed"))
        .filter(e -> e.text(Field.SEVERITY).equals(severity))
        .findFirst()
        .orElseThrow();
  }

  private static List<Event> between(List<Event> events, long from, long to) {
    return events.stream().filter(e -> e.timestamp() >= from && e.timestamp() < to).toList();
  }

  private static double errors(List<Event> requests) {
    return share(requests, e -> e.integer(Field.STATUS_CODE, 0) >= 500 ? 1.0 : 0.0);
  }

  private static double meanMillis(List<Event> requests) {
    return share(requests, e -> e.decimal(Field.DURATION_MS, 0));
  }

  private static double share(List<Event> events, Function<Event, Double> of) {
    assertThat(events).isNotEmpty();
    return events.stream().mapToDouble(of::apply).average().orElseThrow();
  }
}
