package ai.colonycraft.realtime.push.reach.oncall;

import ai.colonycraft.realtime.config.InvalidConfigException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads policies and schedules from YAML, and reports every problem with its line and what to write
 * instead. The form is described in {@code oncall.md}.
 */
public final class PolicyFile {

  private static final int MOST_BYTES = 512 * 1024;
  private static final int MOST_POLICIES = 100;
  private static final int MOST_SCHEDULES = 100;
  private static final int MOST_STEPS = 20;
  private static final int MOST_REPEATS = 20;
  private static final int MOST_PEOPLE = 100;
  private static final int MOST_ROTATIONS = 50;
  private static final int MOST_OVERRIDES = 1_000;
  private static final int MOST_NAMES = 1_000;
  private static final int MOST_HOURS = 24 * 366;
  private static final Set<String> SEVERITIES = Set.of("warning", "critical");
  private static final String DAYS = "a local time like 2026-11-30T09:00";

  private final PolicyYaml yaml;
  private final Map<String, Schedule> schedules = new LinkedHashMap<>();

  private PolicyFile(PolicyYaml yaml) {
    this.yaml = yaml;
  }

  /**
   * Reads a file.
   *
   * @throws InvalidConfigException with every problem found
   */
  public static OnCall read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new InvalidConfigException(
            List.of("oncall.policy: expected a file of at most 512 KiB, found " + file));
      }
      return parse(file.toString(), Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new InvalidConfigException(
          List.of("oncall.policy: expected a file of UTF-8 text, found other bytes in " + file));
    } catch (IOException e) {
      throw new InvalidConfigException(
          List.of("oncall.policy: expected a file that can be read, found " + file));
    }
  }

  /**
   * Reads the text of a file.
   *
   * @param file its name in messages
   * @throws InvalidConfigException with every problem found
   */
  public static OnCall parse(String file, String text) {
    PolicyYaml yaml = new PolicyYaml(file);
    OnCall read = new PolicyFile(yaml).onCall(yaml.root(text));
    if (!yaml.problems().isEmpty()) {
      throw new InvalidConfigException(yaml.problems());
    }
    return read;
  }

  private OnCall onCall(Node root) {
    Map<String, Node> top = yaml.keys(root, "", Set.of("policies"), Set.of("schedules"));
    Map<String, Node> named = new LinkedHashMap<>();
    if (top.containsKey("schedules")) {
      named = yaml.names(top.get("schedules"), "schedules", MOST_SCHEDULES);
    }
    named.forEach((name, node) -> schedules.put(name, schedule(name, node)));
    List<Policy> policies = new ArrayList<>();
    if (top.containsKey("policies")) {
      yaml.names(top.get("policies"), "policies", MOST_POLICIES)
          .forEach((name, node) -> policies.add(policy(name, node)));
    }
    return yaml.problems().isEmpty() ? new OnCall(policies, schedules) : OnCall.NONE;
  }

  /** Null if its zone is missing, which is reported. */
  private Schedule schedule(String name, Node node) {
    String place = "schedules." + name;
    Map<String, Node> keys =
        yaml.keys(node, place, Set.of("zone", "rotations"), Set.of("overrides"));
    Optional<ZoneId> zone = yaml.text(keys, place, "zone").flatMap(text -> zone(keys, text));
    List<Rotation> rotations = new ArrayList<>();
    for (Node item : yaml.list(keys, place, "rotations", MOST_ROTATIONS)) {
      rotation(item, place + ".rotations").ifPresent(rotations::add);
    }
    List<Schedule.Override> overrides = new ArrayList<>();
    for (Node item : yaml.list(keys, place, "overrides", MOST_OVERRIDES)) {
      zone.flatMap(in -> override(item, place + ".overrides", in)).ifPresent(overrides::add);
    }
    return zone.map(in -> new Schedule(name, in, rotations, overrides)).orElse(null);
  }

  private Optional<ZoneId> zone(Map<String, Node> keys, String text) {
    try {
      return Optional.of(ZoneId.of(text));
    } catch (DateTimeException e) {
      yaml.expected(keys.get("zone"), "zone", "a time zone like Europe/Berlin", text);
      return Optional.empty();
    }
  }

  private Optional<Rotation> rotation(Node node, String place) {
    Map<String, Node> keys = yaml.keys(node, place, Set.of("from", "every", "people"), Set.of());
    Optional<LocalDateTime> from = time(keys, place, "from");
    List<String> people = yaml.texts(keys, place, "people", MOST_PEOPLE);
    Optional<Duration> every = yaml.duration(keys, place, "every");
    if (keys.containsKey("people") && people.isEmpty()) {
      yaml.problem(keys.get("people"), place + ".people: expected at least one person");
    }
    if (every.isPresent() && !isWholeHours(every.get())) {
      yaml.problem(
          keys.get("every"),
          place + ".every: expected whole hours or days, at least 1 h, for example 7 d");
      return Optional.empty();
    }
    if (from.isEmpty() || every.isEmpty() || people.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Rotation(from.get(), (int) every.get().toHours(), people));
  }

  private static boolean isWholeHours(Duration every) {
    return every.toHours() >= 1
        && every.toHours() <= MOST_HOURS
        && every.equals(Duration.ofHours(every.toHours()));
  }

  private Optional<Schedule.Override> override(Node node, String place, ZoneId zone) {
    Map<String, Node> keys = yaml.keys(node, place, Set.of("from", "until", "person"), Set.of());
    Optional<LocalDateTime> from = time(keys, place, "from");
    Optional<LocalDateTime> until = time(keys, place, "until");
    Optional<String> person = yaml.text(keys, place, "person");
    if (from.isEmpty() || until.isEmpty() || person.isEmpty()) {
      return Optional.empty();
    }
    if (!until.get().atZone(zone).toInstant().isAfter(from.get().atZone(zone).toInstant())) {
      yaml.problem(keys.get("until"), place + ".until: expected a time after from");
      return Optional.empty();
    }
    return Optional.of(
        new Schedule.Override(
            from.get().atZone(zone).toInstant(),
            until.get().atZone(zone).toInstant(),
            person.get()));
  }

  private Optional<LocalDateTime> time(Map<String, Node> keys, String place, String key) {
    return yaml.text(keys, place, key)
        .flatMap(
            text -> {
              try {
                return Optional.of(LocalDateTime.parse(text.replace(' ', 'T')));
              } catch (DateTimeParseException e) {
                yaml.expected(keys.get(key), place + "." + key, DAYS, text);
                return Optional.empty();
              }
            });
  }

  private Policy policy(String name, Node node) {
    String place = "policies." + name;
    Map<String, Node> keys = yaml.keys(node, place, Set.of("steps"), Set.of("match", "repeat"));
    Map<String, Node> match =
        keys.containsKey("match")
            ? yaml.keys(
                keys.get("match"),
                place + ".match",
                Set.of(),
                Set.of("severity", "service", "region"))
            : Map.of();
    List<String> severities = yaml.texts(match, place + ".match", "severity", 2);
    if (!SEVERITIES.containsAll(severities)) {
      yaml.problem(match.get("severity"), place + ".match.severity: expected warning or critical");
    }
    List<Policy.Step> steps = new ArrayList<>();
    for (Node item : yaml.list(keys, place, "steps", MOST_STEPS)) {
      step(item, place + ".steps", steps).ifPresent(steps::add);
    }
    if (keys.containsKey("steps") && steps.isEmpty()) {
      yaml.problem(keys.get("steps"), place + ".steps: expected at least one step");
    }
    return new Policy(
        name,
        Set.copyOf(severities),
        Set.copyOf(yaml.texts(match, place + ".match", "service", MOST_NAMES)),
        Set.copyOf(yaml.texts(match, place + ".match", "region", MOST_NAMES)),
        steps,
        repeat(keys, place, steps));
  }

  private Optional<Policy.Step> step(Node node, String place, List<Policy.Step> before) {
    Map<String, Node> keys = yaml.keys(node, place, Set.of("after", "notify"), Set.of());
    Optional<Duration> after = yaml.duration(keys, place, "after");
    if (after.isPresent()
        && !before.isEmpty()
        && after.get().compareTo(before.get(before.size() - 1).after()) <= 0) {
      yaml.problem(
          keys.get("after"), place + ".after: expected a longer time than that of the step before");
    }
    List<Policy.Target> targets = new ArrayList<>();
    for (Node item : yaml.list(keys, place, "notify", MOST_PEOPLE)) {
      target(item, place + ".notify").ifPresent(targets::add);
    }
    if (keys.containsKey("notify") && targets.isEmpty()) {
      yaml.problem(
          keys.get("notify"), place + ".notify: expected at least one person, schedule or next");
    }
    return after.map(time -> new Policy.Step(time, targets));
  }

  private Optional<Policy.Target> target(Node node, String place) {
    Map<String, Node> keys = yaml.keys(node, place, Set.of(), Set.of("person", "schedule", "next"));
    if (keys.size() != 1) {
      yaml.problem(node, place + ": expected one of person, schedule and next");
      return Optional.empty();
    }
    if (keys.containsKey("person")) {
      return yaml.text(keys, place, "person").map(Policy.Named::new);
    }
    String key = keys.containsKey("next") ? "next" : "schedule";
    Optional<String> name = yaml.text(keys, place, key);
    if (name.isPresent() && !schedules.containsKey(name.get())) {
      yaml.expected(
          keys.get(key),
          place + "." + key,
          schedules.isEmpty()
              ? "a schedule, of which the file has none"
              : "one of the schedules " + String.join(", ", schedules.keySet()),
          name.get());
      return Optional.empty();
    }
    return name.map(
        of -> key.equals("next") ? new Policy.OnCallNext(of) : new Policy.OnCallNow(of));
  }

  private Optional<Policy.Repeat> repeat(
      Map<String, Node> of, String policy, List<Policy.Step> steps) {
    if (!of.containsKey("repeat")) {
      return Optional.empty();
    }
    String place = policy + ".repeat";
    Map<String, Node> keys = yaml.keys(of.get("repeat"), place, Set.of("every", "times"), Set.of());
    Optional<Duration> every = yaml.duration(keys, place, "every");
    Optional<Integer> times = yaml.wholeNumber(keys, place, "times", 1, MOST_REPEATS);
    if (every.isEmpty() || times.isEmpty()) {
      return Optional.empty();
    }
    if (!steps.isEmpty() && every.get().compareTo(steps.get(steps.size() - 1).after()) <= 0) {
      yaml.problem(
          keys.get("every"), place + ".every: expected a longer time than after of the last step");
      return Optional.empty();
    }
    return Optional.of(new Policy.Repeat(every.get(), times.get()));
  }
}
