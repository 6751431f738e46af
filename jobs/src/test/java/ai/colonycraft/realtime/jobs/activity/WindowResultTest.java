package ai.colonycraft.realtime.jobs.activity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.Contract;
import ai.colonycraft.realtime.jobs.output.Outbound;
import ai.colonycraft.realtime.jobs.types.AgentKey;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WindowResultTest {

  private static final Contract CONTRACT = new Contract("activity-windows");

  private final WindowResult results = new WindowResult("activity-windows", 300_000);

  private static void assertRecord(Outbound record, String key, String json) {
    assertThat(record.topic()).isEqualTo("activity-windows");
    assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo(key);
    assertThat(CONTRACT.holds(record.value())).isEqualTo(json);
  }

  private static WindowCounts.Count window(long start, long events) {
    WindowCounts.Count window = new WindowCounts().at(start);
    window.events = events;
    return window;
  }

  @Test
  void writesWhatAUserOrAColonyDid() {
    assertRecord(
        results.of(WindowResult.USER, "u-1", "ada", window(300_000, 17)),
        "user/u-1",
        "{\"kind\":\"user\",\"id\":\"u-1\",\"name\":\"ada\",\"start\":300000,\"end\":600000,"
            + "\"count\":17}");
    assertRecord(
        results.of(WindowResult.COLONY, "c/1\"", null, window(0, 1)),
        "colony/c/1\"",
        "{\"kind\":\"colony\",\"id\":\"c/1\\\"\",\"start\":0,\"end\":300000,\"count\":1}");
  }

  @Test
  void writesWhatAColonySpentWhereThatIsAnything() {
    WindowCounts.Count both = window(0, 3);
    both.spend(70, 1_250_000);
    WindowCounts.Count tokens = window(0, 3);
    tokens.spend(70, 0);
    WindowCounts.Count cpu = window(0, 3);
    cpu.spend(0, 1);
    String start = "{\"kind\":\"colony\",\"id\":\"c\",\"start\":0,\"end\":300000,\"count\":3";

    assertRecord(
        results.of(WindowResult.COLONY, "c", null, both),
        "colony/c",
        start + ",\"tokens\":70,\"cpuMicros\":1250000}");
    assertRecord(
        results.of(WindowResult.COLONY, "c", null, tokens), "colony/c", start + ",\"tokens\":70}");
    assertRecord(
        results.of(WindowResult.COLONY, "c", null, cpu), "colony/c", start + ",\"cpuMicros\":1}");
  }

  @Test
  void writesWhatAnAgentDidUnderAKeyThatNoOtherHas() {
    WindowCounts.Count spent = window(0, 3);
    spent.spend(70, 1_250_000);

    assertRecord(
        results.ofAgent(new AgentKey("c/1", "a"), "Bee", spent),
        "agent/3/c/1/a",
        "{\"kind\":\"agent\",\"id\":\"a\",\"name\":\"Bee\",\"colonyId\":\"c/1\",\"start\":0,"
            + "\"end\":300000,\"count\":3,\"tokens\":70,\"cpuMicros\":1250000}");
    assertRecord(
        results.ofAgent(new AgentKey("c", "1/a"), null, window(0, 1)),
        "agent/1/c/1/a",
        "{\"kind\":\"agent\",\"id\":\"1/a\",\"colonyId\":\"c\",\"start\":0,\"end\":300000,"
            + "\"count\":1}");
    assertRecord(
        results.ofAgent(new AgentKey(null, "a"), null, window(0, 1)),
        "agent/0//a",
        "{\"kind\":\"agent\",\"id\":\"a\",\"start\":0,\"end\":300000,\"count\":1}");
  }

  @Test
  void writesHowManySessionsLastedNoLongerThanEachBound() {
    assertRecord(
        results.of(
            new WindowSessions(
                0, new TreeMap<>(Map.of("web", new long[] {3, 1, 0, 0, 0, 0, 0, 0, 0, 2})))),
        "sessions",
        "{\"kind\":\"sessions\",\"start\":0,\"end\":300000,\"sessionsBy\":{\"platform\":{\"web\":{"
            + "\"1\":3,\"5\":4,\"10\":4,\"15\":4,\"30\":4,\"60\":4,\"120\":4,\"240\":4,\"480\":4,\"+Inf\":6}}}}");
  }

  @Test
  void writesWhatAllDidWithThePlatformsInOrder() {
    assertRecord(
        results.of(new WindowSummary(0, 5, 2, 1, 4, Map.of("web", 2L, "ios", 1L), 70)),
        "summary",
        "{\"kind\":\"summary\",\"start\":0,\"end\":300000,\"events\":5,\"activeUsers\":2,"
            + "\"activeColonies\":1,\"activeAgents\":4,\"activeUsersBy\":{\"platform\":{\"ios\":1,\"web\":2}},\"tokens\":70}");
    assertRecord(
        results.of(new WindowSummary(0, 0, 0, 0, 0, Map.of(), 0)),
        "summary",
        "{\"kind\":\"summary\",\"start\":0,\"end\":300000,\"events\":0,\"activeUsers\":0,"
            + "\"activeColonies\":0,\"activeAgents\":0,\"activeUsersBy\":{\"platform\":{}},\"tokens\":0}");
  }
}
