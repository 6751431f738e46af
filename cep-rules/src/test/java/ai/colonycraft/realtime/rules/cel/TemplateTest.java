package ai.colonycraft.realtime.rules.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TemplateTest {

  private static final Template.Values VALUES =
      new Template.Values(step -> List.of(), "api", 1000, 2000, "10 min");

  private static String text(String template) throws InvalidExpressionException {
    return Template.read(template, Scope.empty()).text(VALUES);
  }

  @Test
  void knowsTheRulesTimeAsText() throws Exception {
    assertThat(text("Deployment of ${key} began ${within} ago"))
        .isEqualTo("Deployment of api began 10 min ago");
  }

  @Test
  void knowsWhenTheMatchBeganAndEnded() throws Exception {
    assertThat(text("${end - start} ms")).isEqualTo("1000 ms");
  }

  @Test
  void refusesToCalculateWithTheTime() {
    assertThatThrownBy(() -> Template.read("${within + 1}", Scope.empty()))
        .isInstanceOf(InvalidExpressionException.class);
  }
}
