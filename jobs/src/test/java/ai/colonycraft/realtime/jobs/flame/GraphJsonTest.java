package ai.colonycraft.realtime.jobs.flame;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.Contract;
import ai.colonycraft.realtime.jobs.output.Outbound;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GraphJsonTest {

  private static final Contract CONTRACT = new Contract("flamegraphs");

  @Test
  void writesFramesInTheOrderOfTheirStacks() {
    Frame root = new Frame();
    root.count = 1;
    root.child("shop: buy").add(1, 700, 20, 3);
    root.child("shop: buy").child("db: \"read\"").add(2, 300, 10, 0);
    Outbound record =
        GraphJson.record("flamegraphs", new GraphKey("calls", "*", 300_000), 600_000, true, root);

    assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("calls/*/300000");
    assertThat(CONTRACT.holds(record.value()))
        .isEqualTo(
            "{\"view\":\"calls\",\"service\":\"*\",\"start\":300000,\"end\":600000,"
                + "\"complete\":true,\"traces\":1,\"frames\":["
                + "{\"level\":1,\"label\":\"shop: buy\",\"count\":1,\"timeMicros\":700,"
                + "\"cpuMicros\":20,\"tokens\":3},"
                + "{\"level\":2,\"label\":\"db: \\\"read\\\"\",\"count\":2,\"timeMicros\":300,"
                + "\"cpuMicros\":10,\"tokens\":0}]}");
  }

  @Test
  void writesWhatTheContractSaysOfAnyTrace() {
    Random random = new Random(4);
    for (int i = 0; i < 50; i++) {
      TraceFold.of(Traces.random("t-" + i, 1 + random.nextInt(60), 0, random), 0)
          .graphs()
          .forEach(
              (key, root) ->
                  CONTRACT.holds(
                      GraphJson.record("flamegraphs", key, 300_000, false, root).value()));
    }
  }
}
