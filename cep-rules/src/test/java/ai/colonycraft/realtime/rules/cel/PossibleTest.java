package ai.colonycraft.realtime.rules.cel;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is said never to hold never holds: random conditions, on random events. */
class PossibleTest {

  private static final Scope SCOPE = Scope.empty().plus("deploy", false).plus("errors", true);
  private static final int CONDITIONS = 400;
  private static final int EVENTS = 300;

  private static final List<String> TEXTS = List.of("a", "b", "ab");
  private static final List<String> ATOMS =
      List.of(
          "this.version == 'a'",
          "'b' == this.version",
          "this.version != 'a'",
          "this.version in ['a', 'ab']",
          "this.version.startsWith('a')",
          "this.version.contains('b')",
          "this.version < 'b'",
          "this.version == deploy.version",
          "this.version < deploy.version",
          "this.statusCode > 1",
          "2 > this.statusCode",
          "this.statusCode == 2",
          "this.statusCode != 1",
          "this.statusCode <= this.tokens",
          "this.tokens > this.statusCode",
          "this.durationMs > 1.0",
          "this.durationMs < 1.5",
          "this.durationMs <= 1",
          "has(this.tokens)",
          "!has(this.version)",
          "size(errors) > 1",
          "size(errors) == 0",
          "last(errors).tokens == 2",
          "first(errors).tokens != 2",
          "this.tokens + 1 > last(errors).tokens",
          "errors.exists(e, e.tokens == 1)",
          "this.type == 'x'",
          "this.type != 'x'",
          "this.extra['n'] == 1",
          "this.extra['n'] == 2",
          "true",
          "1 > 2");

  private static String condition(Random random, int depth) {
    if (depth == 0) {
      return ATOMS.get(random.nextInt(ATOMS.size()));
    }
    String a = condition(random, depth - 1);
    String b = condition(random, depth - 1);
    return switch (random.nextInt(6)) {
      case 0, 1, 2 -> "(%s && %s)".formatted(a, b);
      case 3 -> "(%s || %s)".formatted(a, b);
      case 4 -> "!(%s)".formatted(a);
      default -> "(%s ? %s : %s)".formatted(a, b, condition(random, depth - 1));
    };
  }

  private static Event event(Random random) {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = random.nextBoolean() ? "x" : "y";
    values[Field.VERSION.ordinal()] = maybe(random, TEXTS.get(random.nextInt(TEXTS.size())));
    values[Field.STATUS_CODE.ordinal()] = maybe(random, random.nextLong(4));
    values[Field.TOKENS.ordinal()] = maybe(random, random.nextLong(4));
    values[Field.DURATION_MS.ordinal()] = maybe(random, random.nextInt(8) / 4.0);
    return new Event(0, values, random.nextBoolean() ? Map.of() : Map.of("n", random.nextLong(3)));
  }

  private static Object maybe(Random random, Object value) {
    return random.nextInt(4) == 0 ? null : value;
  }

  @Test
  void isNeverWrong() throws Exception {
    Random random = new Random(11);
    int never = 0;
    int held = 0;
    for (int i = 0; i < CONDITIONS; i++) {
      String source = condition(random, 1 + random.nextInt(3));
      Condition condition = SCOPE.condition(source);
      boolean empty = random.nextBoolean();
      Optional<String> type = random.nextBoolean() ? Optional.of("x") : Optional.empty();
      Optional<Issue> why =
          condition.contradiction(type, empty ? Optional.of("errors") : Optional.empty());
      boolean holds = false;
      for (int n = 0; n < EVENTS && !holds; n++) {
        Event event = event(random);
        List<Event> deploy = List.of(event(random));
        List<Event> errors =
            empty
                ? List.of()
                : Stream.generate(() -> event(random)).limit(random.nextInt(4)).toList();
        holds =
            (type.isEmpty() || event.type().equals("x"))
                && condition.holds(event, name -> name.equals("deploy") ? deploy : errors);
      }
      if (why.isPresent()) {
        never++;
        assertThat(holds).as("%s, type %s, empty %s: %s", source, type, empty, why).isFalse();
      }
      held += holds ? 1 : 0;
    }
    assertThat(never).isGreaterThan(CONDITIONS / 20);
    assertThat(held).isGreaterThan(CONDITIONS / 4);
  }
}
