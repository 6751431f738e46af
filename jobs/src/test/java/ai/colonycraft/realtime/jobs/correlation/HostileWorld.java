package ai.colonycraft.realtime.jobs.correlation;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.config.CorrelationConfig;
import ai.colonycraft.realtime.jobs.event.Inbound;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.rules.Rule;
import ai.colonycraft.realtime.rules.read.RuleReader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;

/**
 * Random rules, all at once in one router and one engine, over a random stream: events of one
 * millisecond, in disorder, late, and sent again; checkpoints, kills after which the inputs since
 * the last checkpoint come again, restarts with another parallelism, and rules that change, are
 * deleted and return. What is published is held against {@link PlainRule}.
 */
final class HostileWorld {

  private static final long T0 = 1_750_000_000_000L;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final CorrelationConfig CONFIG = CorrelationConfig.read();

  /** Where a topic with rules, texts by id, can be had. */
  interface Topics {
    RuleTopic with(Map<String, String> rules) throws Exception;
  }

  /**
   * What a run came to.
   *
   * @param differences by rule: what was published and was not expected, or the other way round
   * @param failures of rules, by rule
   * @param overflowed rules that had too many partial matches, in the engine or by plain loops, and
   *     are not compared
   */
  record Outcome(
      long rules,
      long matched,
      long matches,
      int kills,
      int changes,
      Map<String, String> differences,
      Map<String, Long> failures,
      Set<String> overflowed) {

    boolean isSound() {
      return differences.isEmpty() && failures.isEmpty();
    }
  }

  /** From which watermark on which text of a rule is in force; null if none is. */
  private record Version(long from, String text) {}

  /** An input, which can come again after a kill. */
  private interface Input {
    void give() throws Exception;
  }

  private final Random random;
  private final int events;
  private final Consumer<String> progress;
  private final Map<String, List<Version>> versions = new LinkedHashMap<>();
  private final List<Event> taken = new ArrayList<>();
  private final List<Event> sent = new ArrayList<>();
  private final List<Input> since = new ArrayList<>();
  private final Set<String> lost = new TreeSet<>();
  private final RuleTopic topic;
  private final EngineSubtasks engine;
  private TwoInputStreamOperatorTestHarness<Inbound, RuleUpdate, Routed> router;
  private OperatorSubtaskState routerState;
  private EngineSubtasks.Checkpoint checkpoint;
  private long time = T0;
  private long watermark = T0;
  private long offset;
  private int kills;
  private int shown;
  private int changes;

  private HostileWorld(Topics topics, int rules, int events, long seed, Consumer<String> progress)
      throws Exception {
    this.random = new Random(seed);
    this.events = events;
    this.progress = progress;
    Map<String, String> texts = new LinkedHashMap<>();
    for (String key : List.of("userId", "colonyId", "service", "none")) {
      texts.put("all-" + key.toLowerCase(Locale.ROOT), everything(key));
    }
    for (int i = 0; i < rules; i++) {
      texts.put("r" + i, RandomRules.checked("r" + i, random));
    }
    texts.forEach(
        (id, text) ->
            versions.computeIfAbsent(id, r -> new ArrayList<>()).add(new Version(0, text)));
    offset = texts.size() + 10;
    progress.accept(texts.size() + " rules written");
    topic = topics.with(texts);
    engine = new EngineSubtasks(topic);
    router = router(null);
    progress.accept("started");
  }

  /** A rule for which every event is sent to its key, so that a rule that changes misses none. */
  private static String everything(String key) {
    return """
    {id: all-%s, key: %s, within: 1 s, severity: info, skip: none, steps: [{name: s0}],
     notification: {title: t, message: "${s0.responseBytes}"}}
    """
        .formatted(key.toLowerCase(Locale.ROOT), key);
  }

  /**
   * Plays a world.
   *
   * @param progress takes lines of what has been done
   */
  static Outcome play(Topics topics, int rules, int events, long seed, Consumer<String> progress)
      throws Exception {
    HostileWorld world = new HostileWorld(topics, rules, events, seed, progress);
    try {
      world.play();
      return world.outcome();
    } finally {
      world.engine.close();
      world.router.close();
    }
  }

  private TwoInputStreamOperatorTestHarness<Inbound, RuleUpdate, Routed> router(
      OperatorSubtaskState state) throws Exception {
    TwoInputStreamOperatorTestHarness<Inbound, RuleUpdate, Routed> harness =
        new TwoInputStreamOperatorTestHarness<>(
            new Router(CONFIG.output().flush(), topic, EngineHarness.TOPIC),
            CONFIG.maxParallelism(),
            1,
            0);
    harness.setup(Routed.VALUE_TYPE.createSerializer(null));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private void play() throws Exception {
    checkpoint();
    give(() -> pass(T0));
    while (sent.size() < events) {
      for (int n = random.nextInt(8); n > 0; n--) {
        send();
      }
      time += 1 + random.nextInt(random.nextInt(12) == 0 ? 15_000 : 900);
      watermark = time;
      long now = time;
      give(() -> pass(now));
      if (random.nextInt(10) == 0) {
        change();
      }
      int chance = random.nextInt(20);
      if (chance < 2) {
        checkpoint();
      } else if (chance == 2 || kills == 0 && sent.size() > events / 2) {
        kill();
      }
      if (sent.size() / 20 > shown) {
        shown = sent.size() / 20;
        progress.accept("%d of %d events".formatted(sent.size(), events));
      }
    }
    watermark = time + 3_600_000;
    give(() -> pass(watermark));
  }

  private void give(Input input) throws Exception {
    since.add(input);
    input.give();
  }

  private void send() throws Exception {
    Event event;
    if (!sent.isEmpty() && random.nextInt(8) == 0) {
      event = copy(sent.get(Math.max(0, sent.size() - 1 - random.nextInt(20))));
    } else {
      time += random.nextInt(3) * 300L;
      long at = time + 1;
      if (random.nextInt(4) == 0) {
        // In disorder, and sometimes too late.
        at = watermark - 1500 + random.nextLong(time - watermark + 3000);
      }
      event = event(random.nextInt(3) == 0 ? at / 1000 * 1000 : at);
    }
    sent.add(event);
    if (event.timestamp() > watermark) {
      taken.add(event);
    }
    give(
        () -> {
          router.processElement1(new StreamRecord<>(new Inbound(event, null), event.timestamp()));
          handOn();
        });
  }

  private Event event(long at) {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = String.valueOf((char) ('a' + random.nextInt(4)));
    values[Field.TIMESTAMP.ordinal()] = at;
    values[Field.RESPONSE_BYTES.ordinal()] = random.nextLong(1L << 40);
    maybe(values, Field.EVENT_ID, "e" + sent.size(), 20);
    maybe(values, Field.USER_ID, "u" + random.nextInt(3), 10);
    maybe(values, Field.COLONY_ID, "c/" + random.nextInt(3), 3);
    maybe(values, Field.SERVICE, "s" + random.nextInt(2), 3);
    maybe(values, Field.REGION, "v" + random.nextInt(2) + "-region", 3);
    maybe(values, Field.VERSION, "v" + random.nextInt(3), 5);
    maybe(values, Field.TOKENS, random.nextLong(4), 5);
    return new Event(
        at, values, random.nextInt(3) == 0 ? Map.of("ip", "ip" + random.nextInt(2)) : Map.of());
  }

  private void maybe(Object[] values, Field field, Object value, int absentOneOf) {
    if (random.nextInt(absentOneOf) > 0) {
      values[field.ordinal()] = value;
    }
  }

  private static Event copy(Event event) {
    Object[] values = new Object[Field.values().length];
    for (Field field : Field.values()) {
      values[field.ordinal()] = event.value(field);
    }
    return new Event(event.timestamp(), values, event.unknown());
  }

  private void pass(long now) throws Exception {
    router.processBothWatermarks(new Watermark(now));
    handOn();
    engine.time(now);
  }

  private void handOn() throws Exception {
    for (Object out; (out = router.getOutput().poll()) != null; ) {
      if (out instanceof StreamRecord<?> record) {
        engine.event((Routed) record.getValue());
      }
    }
  }

  /** Some rules change, are deleted, rest, or return word for word. */
  private void change() throws Exception {
    List<String> ids = versions.keySet().stream().filter(id -> id.startsWith("r")).toList();
    for (int n = 1 + ids.size() / 30; n > 0; n--) {
      String id = ids.get(random.nextInt(ids.size()));
      List<Version> known = versions.get(id);
      Version last = known.get(known.size() - 1);
      String text =
          switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> known.get(0).text();
            case 2 -> RandomRules.checked(id, random);
            case 3 -> known.get(0).text() + "enabled: false\n";
            default -> known.get(0).text() + "description: d" + offset + "\n";
          };
      changes++;
      RuleUpdate update = new RuleUpdate(id, text, offset++);
      give(
          () -> {
            router.processElement2(new StreamRecord<>(update));
            engine.rule(update);
          });
      if (!Objects.equals(text, last.text())) {
        known.add(new Version(watermark, text));
      }
    }
  }

  private void checkpoint() throws Exception {
    router.prepareSnapshotPreBarrier(offset);
    routerState = router.snapshot(offset, offset);
    handOn();
    checkpoint = engine.checkpoint();
    since.clear();
  }

  private void kill() throws Exception {
    kills++;
    router.close();
    List<Outbound> published = engine.published();
    List<Outbound> again = published.subList(checkpoint.published(), published.size());
    again.forEach(record -> lost.add(new String(record.key(), StandardCharsets.UTF_8)));
    again.clear();
    engine.restore(checkpoint, 1 + random.nextInt(3));
    router = router(routerState);
    for (Input input : since) {
      input.give();
    }
  }

  private Outcome outcome() throws Exception {
    Map<String, Map<PlainRule.Published, Integer>> found = new TreeMap<>();
    Set<String> overflowed = new TreeSet<>();
    Map<String, JsonNode> incidents = new LinkedHashMap<>();
    for (Outbound record : engine.published()) {
      JsonNode json = JSON.readTree(record.value());
      String id = json.get("id").asText();
      if (id.startsWith("cep-")) {
        overflowed.add(json.get("context").get("rule").asText());
      } else if (json.has("identity")) {
        incidents.put(id, json);
      } else {
        count(found, json, "");
      }
    }
    for (JsonNode json : incidents.values()) {
      String end = json.path("resolution").asText() + " " + json.path("resolvedAt").asLong();
      count(found, json, json.get("count").asLong() + " " + end);
    }
    progress.accept("played; now by plain loops");
    Map<String, String> differences = new TreeMap<>();
    long matched = 0;
    long matches = 0;
    int done = 0;
    for (String id : versions.keySet()) {
      if (overflowed.contains(id)) {
        continue;
      }
      Map<String, PlainRule.Published> ended = new HashMap<>();
      Map<PlainRule.Published, Integer> expected = new HashMap<>();
      long of;
      try {
        of = expected(id, expected, ended);
      } catch (PlainCep.TooManyException e) {
        overflowed.add(id);
        continue;
      }
      ended.values().forEach(record -> expected.merge(record, 1, Integer::sum));
      matches += of;
      matched += of > 0 ? 1 : 0;
      Map<PlainRule.Published, Integer> ours = found.getOrDefault(id, Map.of());
      if (!ours.equals(expected)) {
        differences.put(id, difference(id, expected, ours));
      }
      if (++done % 100 == 0) {
        progress.accept("%d of %d rules by plain loops".formatted(done, versions.size()));
      }
    }
    for (Outbound record : engine.published()) {
      lost.remove(new String(record.key(), StandardCharsets.UTF_8));
    }
    if (!lost.isEmpty()) {
      differences.put("kills", "published before a kill and not after it: " + lost);
    }
    if (engine.left() > 0) {
      differences.put("state", engine.left() + " timers and states are left");
    }
    return new Outcome(
        versions.size(),
        matched,
        matches,
        kills,
        changes,
        differences,
        engine.failures(),
        overflowed);
  }

  private static void count(
      Map<String, Map<PlainRule.Published, Integer>> found, JsonNode json, String end) {
    found
        .computeIfAbsent(json.get("source").asText(), r -> new HashMap<>())
        .merge(
            new PlainRule.Published(
                json.get("id").asText(),
                json.get("title").asText(),
                json.get("message").asText(),
                json.get("timestamp").asLong(),
                end),
            1,
            Integer::sum);
  }

  /**
   * What a rule is to publish, over all its versions and keys.
   *
   * @param to takes how often each notification is expected
   * @param incidents takes the last record of each incident's id: an event that was sent twice may
   *     begin two
   */
  private long expected(
      String id, Map<PlainRule.Published, Integer> to, Map<String, PlainRule.Published> incidents)
      throws Exception {
    long matches = 0;
    List<Version> all = versions.get(id);
    List<Event> inOrder =
        taken.stream().sorted(Comparator.comparingLong(Event::timestamp)).toList();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).text() == null) {
        continue;
      }
      Rule rule = RuleReader.read(id, all.get(i).text());
      long from = all.get(i).from();
      long until = i + 1 < all.size() ? all.get(i + 1).from() : watermark;
      if (!rule.enabled() || from >= until) {
        continue;
      }
      Map<String, List<Event>> byKey = new TreeMap<>();
      for (Event event : inOrder) {
        String key = rule.key().of(event);
        if (key != null && event.timestamp() > from && event.timestamp() <= until) {
          byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(event);
        }
      }
      for (Map.Entry<String, List<Event>> of : byKey.entrySet()) {
        PlainRule.Result result = PlainRule.of(rule, of.getKey(), of.getValue(), until);
        for (PlainRule.Published record : result.records()) {
          if (rule.isOfIncidents()) {
            incidents.put(record.id(), record);
          } else {
            to.merge(record, 1, Integer::sum);
          }
        }
        matches += result.matches();
      }
    }
    return matches;
  }

  private String difference(
      String id,
      Map<PlainRule.Published, Integer> expected,
      Map<PlainRule.Published, Integer> ours) {
    StringBuilder words = new StringBuilder();
    expected.forEach(
        (record, times) -> {
          if (!times.equals(ours.get(record))) {
            words.append(
                "\n  expected %d times, found %d: %s"
                    .formatted(times, ours.getOrDefault(record, 0), record));
          }
        });
    ours.forEach(
        (record, times) -> {
          if (!expected.containsKey(record)) {
            words.append("\n  not expected, found %d times: %s".formatted(times, record));
          }
        });
    versions.get(id).forEach(version -> words.append("\n  from " + version));
    return words.toString();
  }
}
