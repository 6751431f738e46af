package ai.colonycraft.realtime.jobs.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.Contract;
import ai.colonycraft.realtime.jobs.output.Outbound;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is published of each rule. */
class RuleStatesTest {

  private static final Contract CONTRACT = new Contract("rule-states");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long HOUR = 3_600_000;
  private static final long T0 = 1_750_000_000_000L / HOUR * HOUR;
  private static final String RULE = FailingRules.SOUND;
  private static final String REST = RULE + "enabled: false\n";

  @RegisterExtension static final RuleBroker BROKER = new RuleBroker();

  private RuleTopic topic;
  private TwoInputStreamOperatorTestHarness<RuleReport, RuleUpdate, Outbound> states;
  private final Map<String, JsonNode> newest = new HashMap<>();
  private long now;

  @BeforeEach
  void begin() throws Exception {
    topic = BROKER.topic(Map.of("sound", RULE));
    now = T0;
    open(null);
  }

  private void open(OperatorSubtaskState state) throws Exception {
    states = new TwoInputStreamOperatorTestHarness<>(new RuleStates(topic, "rule-states"));
    states.setup(Outbound.VALUE_TYPE.createSerializer(null));
    states.setProcessingTime(now);
    if (state != null) {
      states.initializeState(state);
    }
    states.open();
  }

  @AfterEach
  void end() throws Exception {
    states.close();
  }

  private void report(int subtask, String rule, long matches, long partial, long nanos)
      throws Exception {
    report(new RuleReport(subtask, rule, matches, partial, nanos, false, ""));
  }

  private void report(RuleReport report) throws Exception {
    states.processElement1(new StreamRecord<>(report));
  }

  private void text(String id, String text, long offset) throws Exception {
    states.processElement2(new StreamRecord<>(new RuleUpdate(id, text, offset)));
  }

  /** Lets time pass; returns the keys of what was published. */
  private List<String> after(long millis) throws Exception {
    now += millis;
    states.setProcessingTime(now);
    List<String> keys = new ArrayList<>();
    for (Object out : states.getOutput()) {
      Outbound record = (Outbound) ((StreamRecord<?>) out).getValue();
      String key = new String(record.key(), StandardCharsets.UTF_8);
      keys.add(key);
      newest.put(
          key, record.value() == null ? null : JSON.readTree(CONTRACT.holds(record.value())));
    }
    states.getOutput().clear();
    return keys;
  }

  private String field(String key, String field) {
    return newest.get(key).path(field).asText();
  }

  @Test
  void describesARuleThatWasThereAtTheStart() throws Exception {
    assertThat(after(5_000)).containsExactly("rule/sound", "figures/sound");

    assertThat(field("rule/sound", "state")).isEqualTo("active");
    assertThat(field("rule/sound", "why")).isEmpty();
    assertThat(field("rule/sound", "severity")).isEqualTo("info");
    assertThat(field("rule/sound", "within")).isEqualTo("1 min");
    assertThat(field("rule/sound", "toggled")).isEqualTo(REST);
    assertThat(field("rule/sound", "explanation"))
        .startsWith("sound (info)")
        .contains(" ( nothing yet )", "(( match ))");
    assertThat(newest.get("figures/sound").at("/matches/23").asInt()).isZero();
    assertThat(after(60_000)).as("unchanged records are not published again").isEmpty();
  }

  @Test
  void countsTheMatchesOfTheLastDayByHourAndThePartialMatchesOfAllSubtasks() throws Exception {
    report(0, "sound", 2, 5, 0);
    report(1, "sound", 1, 7, 0);
    after(2 * HOUR);
    report(0, "sound", 4, 0, 0);
    report(1, "sound", 0, -1, 0);
    after(5_000);

    JsonNode figures = newest.get("figures/sound");
    assertThat(figures.at("/matches/21").asInt()).isEqualTo(3);
    assertThat(figures.at("/matches/22").asInt()).isZero();
    assertThat(figures.at("/matches/23").asInt()).isEqualTo(4);
    assertThat(figures.get("hour").asLong()).isEqualTo(T0 + 2 * HOUR);
    assertThat(figures.get("partialMatches").asInt()).isEqualTo(7);

    after(24 * HOUR);
    assertThat(newest.get("figures/sound").get("matches")).allMatch(hour -> hour.asInt() == 0);
  }

  @Test
  void sharesTheTimeOfTheLastMinuteAmongTheRules() throws Exception {
    text("other", RULE.replace("id: sound", "id: other"), 100);
    report(0, "sound", 0, -1, 9_000);
    report(1, "other", 0, -1, 3_000);
    after(5_000);
    assertThat(newest.get("figures/sound").get("cpuShare").asDouble()).isEqualTo(0.75);
    assertThat(newest.get("figures/other").get("cpuShare").asDouble()).isEqualTo(0.25);

    after(600_000);
    report(0, "other", 0, -1, 3_000);
    after(5_000);
    assertThat(newest.get("figures/other").get("cpuShare").asDouble()).isEqualTo(1);
  }

  @Test
  void saysWhyARuleIsNotInForce() throws Exception {
    text("sound", REST, 100);
    text("bad", "id: bad\nsteps: 1\n", 101);
    after(5_000);
    assertThat(field("rule/sound", "state")).isEqualTo("resting");
    assertThat(field("rule/sound", "toggled")).isEqualTo(RULE);
    assertThat(field("rule/bad", "state")).isEqualTo("refused");
    assertThat(field("rule/bad", "why")).contains("steps: expected a list");
    assertThat(newest.get("rule/bad").has("toggled")).isFalse();

    text("sound", RULE, 102);
    report(new RuleReport(0, "sound", 0, 0, 0, true, "for key \"ada\" at event e0: it broke"));
    report(new RuleReport(1, "sound", 0, 0, 0, false, ""));
    after(5_000);
    assertThat(field("rule/sound", "state")).isEqualTo("suspended");
    assertThat(field("rule/sound", "why"))
        .isEqualTo(
            "It failed 3 times, last for key \"ada\" at event e0: it broke."
                + " It matches nothing until its text changes.");
    assertThat(newest.get("rule/sound").at("/failure/message").asText()).contains("it broke");
    assertThat(newest.get("rule/sound").at("/failure/at").asLong()).isEqualTo(T0 + 5_000);

    text("sound", RULE + "# mended\n", 103);
    after(5_000);
    assertThat(field("rule/sound", "state")).isEqualTo("active");
  }

  @Test
  void withdrawsADeletedRuleAndTakesNoReportOfIt() throws Exception {
    after(5_000);
    text("sound", null, 100);
    text("never-there", null, 101);
    assertThat(after(5_000)).containsExactly("rule/sound", "figures/sound");
    assertThat(newest.get("rule/sound")).isNull();

    report(0, "sound", 1, 1, 1);
    assertThat(after(60_000)).isEmpty();
  }

  @Test
  void aRestartKeepsMatchesAndFailureAndWithdrawsWhatWasDeletedMeanwhile() throws Exception {
    text("gone", RULE.replace("id: sound", "id: gone"), 100);
    report(0, "sound", 3, 9, 0);
    report(new RuleReport(0, "sound", 0, -1, 0, false, "for key \"k\" as time passed: it broke"));
    OperatorSubtaskState state = states.snapshot(1, now);
    states.close();
    newest.clear();

    open(state);
    // The source begins at its own offset, which may be older than what was read.
    text("sound", "id: sound\n", 0);
    after(5_000);

    assertThat(newest.get("figures/sound").at("/matches/23").asInt()).isEqualTo(3);
    assertThat(newest.get("figures/sound").get("partialMatches").asInt()).isZero();
    assertThat(newest.get("rule/sound").at("/failure/message").asText()).contains("it broke");
    assertThat(field("rule/sound", "state")).isEqualTo("active");
    assertThat(newest).containsKey("rule/gone").containsEntry("rule/gone", null);
  }

  @Test
  void recordsWithoutAUsableIdAreLeftOut() throws Exception {
    after(5_000);
    text("", RULE, 100);
    text("x".repeat(201), RULE, 101);
    text("hostile", "[".repeat(100_000), 102);

    assertThat(after(5_000)).containsExactly("rule/hostile", "figures/hostile");
    assertThat(field("rule/hostile", "state")).isEqualTo("refused");
    assertThat(field("rule/hostile", "why").length()).isLessThan(1_100);
  }
}
