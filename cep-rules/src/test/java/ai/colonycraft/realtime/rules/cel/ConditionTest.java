package ai.colonycraft.realtime.rules.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {

  private static final Scope SCOPE = Scope.empty().plus("deploy", false).plus("errors", true);

  private static final List<String> TEXTS = List.of("a", "b", "ab", "");
  private static final List<Field> FIELDS =
      List.of(
          Field.VERSION,
          Field.SERVICE,
          Field.STATUS_CODE,
          Field.TOKENS,
          Field.DURATION_MS,
          Field.VALUE);

  /** An event with a random choice of a few fields, so that equal values and gaps are common. */
  private static Event event(Random random) {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = "http_request";
    for (Field field : FIELDS) {
      if (random.nextInt(4) > 0) {
        values[field.ordinal()] =
            switch (field.kind()) {
              case TEXT -> TEXTS.get(random.nextInt(TEXTS.size()));
              case INTEGER ->
                  random.nextInt(50) == 0 ? (Object) Long.MAX_VALUE : (Object) random.nextLong(4);
              case DECIMAL -> random.nextInt(8) / 2.0;
            };
      }
    }
    return new Event(1_750_000_000_000L, values, Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "this.statusCode >= 2 && this.version == 'a'",
        "this.statusCode >= 2 || this.version == 'a'",
        "!(this.statusCode < 2) && !(this.version != 'a' || this.tokens == 1)",
        "has(this.tokens) && this.tokens > 1 || this.durationMs < 1.5",
        "this.version in ['a', 'ab'] && this.statusCode in [1, 3]",
        "this.version.startsWith('a') || this.service.contains('b') || this.service.endsWith('b')",
        "this.version == deploy.version && this.statusCode > deploy.statusCode",
        "size(errors) >= 2 && last(errors).tokens <= this.tokens",
        "first(errors).durationMs < this.durationMs || last(errors).version == this.version",
        "this.durationMs > 1 && this.durationMs <= this.value * 2.0 - 0.5",
        "this.tokens + 1 > this.statusCode || this.tokens * 2 == 4",
        "this.tokens / this.statusCode > 0 || this.tokens % this.statusCode == 1",
        "this.durationMs == this.value || this.version != this.service"
      })
  void comesToTheSameWithoutTheInterpreter(String source) throws Exception {
    Condition fast = SCOPE.condition(source);
    assertThat(fast.isFast()).isTrue();
    Interpreter slow = new Interpreter(SCOPE.value(source, Map.of("this", EventType.EVENT)), SCOPE);
    Random random = new Random(7);
    int held = 0;
    for (int i = 0; i < 2000; i++) {
      Event event = event(random);
      List<Event> deploy = random.nextInt(5) == 0 ? List.of() : List.of(event(random));
      List<Event> errors =
          java.util.stream.Stream.generate(() -> event(random)).limit(random.nextInt(4)).toList();
      Steps steps = name -> name.equals("deploy") ? deploy : errors;
      boolean expected = slow.truth(event, steps) == Truth.TRUE;
      assertThat(fast.holds(event, steps))
          .as("%s after %s, %s", event, deploy, errors)
          .isEqualTo(expected);
      held += expected ? 1 : 0;
    }
    assertThat(held).isPositive().isLessThan(2000);
  }

  @Test
  void leavesTheRestToTheInterpreter() throws Exception {
    Condition sum = SCOPE.condition("sum(errors.map(e, e.tokens)) + this.tokens > 3");
    assertThat(sum.isFast()).isFalse();
    Object[] values = new Object[Field.values().length];
    values[Field.TOKENS.ordinal()] = 2L;
    Event two = new Event(0, values, Map.of());
    assertThat(sum.holds(two, name -> List.of(two))).isTrue();
    assertThat(sum.holds(two, name -> List.of())).isFalse();
  }

  @Test
  void readsFieldsThatThePlatformDoesNotKnow() throws Exception {
    Condition order = SCOPE.condition("this.extra['orderId'] == 'o-1'");
    Object[] values = new Object[Field.values().length];
    assertThat(order.holds(new Event(0, values, Map.of("orderId", "o-1")), Steps.NONE)).isTrue();
    assertThat(order.holds(new Event(0, values, Map.of()), Steps.NONE)).isFalse();
  }

  @Test
  void knowsWhatDoesNotDependOnSteps() throws Exception {
    Condition condition = SCOPE.condition("this.version == deploy.version && this.tokens > 2");
    Object[] values = new Object[Field.values().length];
    values[Field.TOKENS.ordinal()] = 2L;
    assertThat(condition.mayHold(new Event(0, values, Map.of()))).isFalse();
    values[Field.TOKENS.ordinal()] = 3L;
    assertThat(condition.mayHold(new Event(0, values, Map.of()))).isTrue();
    assertThat(condition.mustHave()).containsExactly("tokens", "version");
  }

  @Test
  void namesThePlaceAndTheMendOfEveryFault() {
    assertThatThrownBy(() -> SCOPE.condition("this.toknes > 5 &&\n  deplyo.version == 'a'"))
        .isInstanceOfSatisfying(
            InvalidExpressionException.class,
            e -> {
              assertThat(e.issues()).hasSize(2);
              assertThat(e.issues().get(0).line()).isEqualTo(1);
              assertThat(e.issues().get(0).column()).isEqualTo(5);
              assertThat(e.issues().get(0).message()).contains("the nearest is tokens");
              assertThat(e.issues().get(1).line()).isEqualTo(2);
              assertThat(e.issues().get(1).message()).contains("deploy, errors, this");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "this.message.matches('[')",
        "this.message.matches('^(?!.*test).*$')",
        "!this.message.matches('(?<=a)b')",
        "matches(this.message, 'a' + '(')",
        "this.message.matches('(a)\\\\1')",
        "timestamp(this.timestamp) > timestamp('yesterday')",
        "timestamp(this.timestamp) - timestamp(0) > duration('ten minutes')",
        "timestamp(this.timestamp).getHours('Nowhere/Land') > 3",
        "this.tokens / 0 > 1",
        "this.tokens % (1 - 1) == 0",
        "this.tokens > 1 / 0",
        "has(this.tokens) || int('five') == 5",
        "errors.exists(e, e.message.matches('['))"
      })
  void refusesConstantsThatFailForEveryEvent(String source) {
    assertThatThrownBy(() -> SCOPE.condition(source))
        .isInstanceOf(InvalidExpressionException.class)
        .hasMessageContaining("fails for every event: ")
        .hasMessageNotContaining("evaluation error");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "this.message.matches('^[a-z]+$')",
        "this.message.matches('^\\\\d+ \\\"[^\\\"]+\\\"\\t\\n$')",
        "this.message.matches(this.name)",
        "timestamp(this.timestamp) > timestamp('2026-01-31T12:00:00Z')",
        "timestamp(this.timestamp).getHours('Europe/Vienna') > 3",
        "timestamp(this.timestamp) - timestamp(0) > duration('1h30m')",
        "this.tokens / 2 > 1 && this.durationMs / 0.0 > 1.0",
        "0 / this.tokens == 0",
        "int('5') == this.tokens",
        "[1, 2][1] == this.tokens"
      })
  void acceptsConstantsThatHaveAValue(String source) {
    assertThatNoException().isThrownBy(() -> SCOPE.condition(source));
  }

  @Test
  void saysWhereAConstantFailsAndWhatToWrite() {
    assertThatThrownBy(() -> SCOPE.condition("this.tokens > 1 &&\n  this.message.matches('[')"))
        .isInstanceOfSatisfying(
            InvalidExpressionException.class,
            e ->
                assertThat(e.issues())
                    .singleElement()
                    .satisfies(
                        issue -> {
                          assertThat(issue.line()).isEqualTo(2);
                          assertThat(issue.column()).isEqualTo(2);
                          assertThat(issue.message())
                              .startsWith("this.message.matches(\"[\") fails for every event: ")
                              .endsWith(
                                  "; write a pattern of RE2, which has no look-ahead, look-behind"
                                      + " or back-reference");
                        }));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "this.tokens / this.statusCode > 0",
        "this.message.matches(this.name)",
        "this.extra['limit'] > 3",
        "sum(errors.map(e, e.tokens)) > 0"
      })
  void countsErrorsButNotAbsence(String source) throws Exception {
    Condition condition = SCOPE.condition(source);
    Event nothing = new Event(0, new Object[Field.values().length], Map.of());
    condition.holds(nothing, name -> List.of(nothing));
    assertThat(condition.takeErrors()).isZero();

    Object[] values = new Object[Field.values().length];
    values[Field.TOKENS.ordinal()] = Long.MAX_VALUE;
    values[Field.STATUS_CODE.ordinal()] = 0L;
    values[Field.MESSAGE.ordinal()] = "a";
    values[Field.NAME.ordinal()] = "[";
    Event odd = new Event(0, values, Map.of("limit", "many"));
    assertThat(condition.holds(odd, name -> List.of(odd, odd))).isFalse();
    assertThat(condition.takeErrors()).isEqualTo(1);
    assertThat(condition.takeErrors()).isZero();
  }

  @Test
  void isTrueOrFalse() {
    assertThatThrownBy(() -> SCOPE.condition("this.tokens"))
        .hasMessageContaining("expected a condition");
  }
}
