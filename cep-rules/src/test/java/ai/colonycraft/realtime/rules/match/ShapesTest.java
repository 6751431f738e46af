package ai.colonycraft.realtime.rules.match;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.rules.read.InvalidRuleException;
import ai.colonycraft.realtime.rules.read.RuleReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.apache.flink.cep.pattern.MalformedPatternException;
import org.junit.jupiter.api.Test;

/** No sequence of steps that a rule can have makes flink-cep's automaton fail. */
class ShapesTest {

  private static final long START = 1_750_000_000_000L;
  private static final int SHAPES = 6_000;
  private static final String[] TYPES = {"a", "b", "c"};

  private final Random random = new Random(5);

  @Test
  void runsEveryShapeThatIsAccepted() throws Exception {
    List<String> failures = new ArrayList<>();
    int accepted = 0;
    try (MatchBuffer buffer =
        new MatchBuffer(new KryoSerializer<>(Event.class, new SerializerConfigImpl()))) {
      for (int i = 0; i < SHAPES; i++) {
        String text = rule(steps());
        try {
          run(new RuleMatcher(RuleReader.read("test", text)), buffer);
          accepted++;
        } catch (InvalidRuleException | MalformedPatternException e) {
          // Refused when it is read.
        } catch (RuntimeException | StackOverflowError e) {
          failures.add(e.getCause() + " of\n" + text);
          buffer.reset();
        }
      }
    }
    assertThat(failures).isEmpty();
    assertThat(accepted).isGreaterThan(SHAPES / 2);
  }

  private void run(RuleMatcher matcher, MatchBuffer buffer) {
    for (int stream = 0; stream < 5; stream++) {
      PartialMatches matches = matcher.start();
      long time = START;
      for (int i = 0; i < 20; i++) {
        time += 1000L * random.nextInt(3);
        matcher.process(matches, buffer, "k", event(time));
      }
      matcher.advance(matches, buffer, "k", time + 100_000);
    }
  }

  private Event event(long time) {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = any(TYPES);
    values[Field.TIMESTAMP.ordinal()] = time;
    values[Field.USER_ID.ordinal()] = "k";
    return new Event(time, values, Map.of());
  }

  private String rule(String steps) {
    return """
    id: shape
    key: userId
    within: %d s
    severity: info
    skip: %s
    steps:
    %snotification: {title: t, message: m}
    """
        .formatted(
            3 + random.nextInt(6),
            any("none", "toNext", "pastLast", "toFirst s0", "toLast s0"),
            steps);
  }

  private String steps() {
    StringBuilder steps = new StringBuilder();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      steps.append("  - {name: s").append(i).append(", type: ").append(any(TYPES));
      if (i > 0 && random.nextInt(3) == 0) {
        steps.append(", contiguity: notFollowedBy}\n");
        continue;
      }
      if (i > 0) {
        steps.append(", contiguity: ").append(any("next", "followedBy", "followedByAny"));
      }
      if (random.nextBoolean()) {
        String times = any("2", "2..", "1..2", "1..", "3");
        steps.append(", times: ").append(times).append(", inner: ");
        steps.append(any("next", "followedBy"));
        if (times.endsWith("..") && random.nextBoolean()) {
          steps.append(", until: \"this.type == '").append(any(TYPES)).append("'\"");
        }
        if (random.nextInt(3) == 0) {
          steps.append(", greedy: true");
        }
      }
      if (random.nextInt(3) == 0) {
        steps.append(", optional: true");
      }
      steps.append("}\n");
    }
    return steps.toString();
  }

  private String any(String... words) {
    return words[random.nextInt(words.length)];
  }
}
