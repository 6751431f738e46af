package ai.colonycraft.realtime.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.grafana.Expression.Kind;
import ai.colonycraft.realtime.grafana.Expression.Selector;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpressionTest {

  @Test
  void namesTheMetricsAndTheLabelsOfItsMatchers() {
    assertThat(
            of("topk(10, sum by (user_id) (increase(a_total{x=~\".{1,4}\", y!=\"\"}[24h])))")
                .selectors())
        .containsExactly(new Selector("a_total", Set.of("x", "y")));
  }

  @Test
  void namesTheMetricsOnBothSidesOfAnOperator() {
    assertThat(
            of("(count(A{b=\"c\"}) > bool 0) * 2 or 1e3 * d:e:f offset 1h unless on () g")
                .selectors())
        .containsExactly(
            new Selector("A", Set.of("b")),
            new Selector("d:e:f", Set.of()),
            new Selector("g", Set.of()));
  }

  @Test
  void namesTheLabelsOfGroupsThatItDoesNotMakeItself() {
    assertThat(
            of("max by (task, job) (label_replace(a{b=\"\"}, \"task\", \"$1\", \"name\", \"(.*)\"))")
                .groupings())
        .containsExactly("job");
  }

  private static Expression of(String text) {
    return new Expression("here", text, Kind.SHOWN);
  }
}
