package ai.colonycraft.realtime.push.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.feed.RefusedRecordException;
import ai.colonycraft.realtime.push.support.AnyText;
import ai.colonycraft.realtime.push.support.Axe;
import ai.colonycraft.realtime.push.support.Chromium;
import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.SomeRules;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page of all rules. */
class RulesPageTest extends PagesInChromium {

  private static final String IDS =
      "[...document.querySelectorAll('.rule')].map(n => n.dataset.id).join()";
  private static final String STATE = "document.querySelector('.rule[data-id=pair]').dataset.state";
  private static final String BUTTON = ".rule[data-id=pair] > button";

  @BeforeEach
  void desk() {
    chromium.show("light", 1280, 900);
  }

  @AfterEach
  void asBefore() {
    chromium.show("dark", 1280, 900);
  }

  private void loaded() {
    server.rules.texts().loaded();
    server.rules.states().loaded();
  }

  private void publish(String id, String state, String text, String toggled) throws Exception {
    SomeRules.publish(server.rules, id, text, SomeRules.description(id, text, state, toggled));
  }

  @Test
  void showsEveryRuleWithWhatIsWrongFirst() throws Exception {
    loaded();
    SomeRules.active(server.rules, "pair");
    publish("broken", "refused", "{", null);
    ObjectNode suspended =
        SomeRules.description(
            "deep", SomeRules.text("deep"), "suspended", SomeRules.resting("deep"));
    suspended.putObject("failure").put("at", 1_767_225_600_000L).put("message", "It broke at e7");
    SomeRules.publish(server.rules, "deep", SomeRules.text("deep"), suspended);
    publish("asleep", "resting", SomeRules.resting("asleep"), SomeRules.text("asleep"));
    server.rules.texts().accept("fresh", SomeRules.bytes("id: fresh\n"));
    open("/rules");

    waitFor(IDS, "deep,broken,fresh,pair,asleep");
    assertThat(text("cc-rules > [role=status]"))
        .isEqualTo("5 rules: 1 suspended, 1 refused, 1 unknown, 1 active, 1 resting");
    assertThat(text(".rule[data-id=deep]"))
        .contains("suspended", "Why deep is suspended.", "Last error", "It broke at e7");
    assertThat(text(".rule[data-id=pair] .rule-figures"))
        .contains("Matches in 24 hours7", "Partial matches12", "Share of CPU25%");
    assertThat(text(".rule[data-id=pair] .detail"))
        .isEqualTo("What pair finds. Severity warning, by userId, within 5 min.");
    assertThat(text(".rule[data-id=fresh]")).contains("has not processed it yet");
    waitFor("document.querySelector('.rule[data-id=broken] > button').hidden", "true");

    click(".rule[data-id=pair] summary");
    waitForText(".rule[data-id=pair] pre", "(( match ))");
    assertThat(Axe.findings(chromium)).isEmpty();
    picture("rules");

    chromium.showPhone(390, 844);
    waitFor(WIDER_THAN_THE_WINDOW, "false");
    picture("rules-phone");
  }

  @Test
  void putsARuleToRestAndBackOnEveryPage() throws Exception {
    loaded();
    SomeRules.active(server.rules, "pair");
    try (Chromium other = Chromium.start()) {
      open("/rules");
      open(other, "/rules");
      waitFor(STATE, "active");
      waitFor(other, STATE, "active");

      click(BUTTON);
      waitForText(BUTTON, "Really? Its open incidents end");
      assertThat(isResting()).isFalse();
      click(BUTTON);
      await().until(this::isResting);
      waitForText(".said", "pair is put to rest");
      waitForText(".rule[data-id=pair] .why", "has not processed it yet");
      waitFor("document.querySelector('" + BUTTON + "').disabled", "true");
      publish("pair", "resting", SomeRules.resting("pair"), SomeRules.text("pair"));
      waitFor(other, STATE, "resting");
      waitFor(STATE, "resting");

      other.evaluate("document.querySelector('" + BUTTON + "').click()");
      await().until(() -> !isResting());
      publish("pair", "active", SomeRules.text("pair"), SomeRules.resting("pair"));
      waitFor(STATE, "active");
      server.rules.texts().remove("pair");
      waitFor(IDS, "");
      waitFor(other, IDS, "");
    }
  }

  private boolean isResting() {
    return server
        .rules
        .find("pair")
        .orElseThrow()
        .version()
        .equals(SomeRules.version(SomeRules.resting("pair")));
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    open("/rules");
    waitForText("cc-rules > [role=status]", "There is no topic of rules, or it is not read yet.");
    server.rules.texts().loaded();
    waitForText("cc-rules > [role=status]", "There are no rules.");
    server.rules.texts().accept("pair", SomeRules.bytes("id: pair\n"));
    waitForText("cc-rules > [role=status]", "has not published any state of rules");
  }

  @Test
  void saysThatKafkaDoesNotTakeItAndLeavesTheRule() throws Exception {
    loaded();
    SomeRules.active(server.rules, "pair");
    server.kafkaAway.set(true);
    open("/rules");
    waitFor(STATE, "active");
    click(BUTTON);
    click(BUTTON);

    waitForText(".said", "The rule was not changed: Kafka does not take it now");
    waitFor("document.querySelector('" + BUTTON + "').disabled", "false");
    assertThat(isResting()).isFalse();
  }

  @Test
  void livesWithAnyText() throws Exception {
    loaded();
    AnyText any = new AnyText(7);
    for (int i = 0; i < 40; i++) {
      String text = any.text();
      ObjectNode description = SomeRules.description("r" + i, text, "suspended", null);
      for (String field : new String[] {"why", "description", "severity", "key", "explanation"}) {
        description.put(field, text);
      }
      description.putObject("failure").put("at", Long.MAX_VALUE).put("message", text);
      try {
        // As the feed decodes a key.
        String id = new String(SomeRules.bytes(text), StandardCharsets.UTF_8);
        server.rules.texts().accept(id, SomeRules.bytes(text));
        server.rules.states().accept("rule/" + id, AnyText.ESCAPING.writeValueAsBytes(description));
      } catch (RefusedRecordException e) {
        // An id that is blank or too long.
      }
    }
    SomeRules.active(server.rules, "pair");
    open("/rules");
    waitFor(STATE, "active");
    waitFor("document.querySelectorAll('.rule').length > 20", "true");
    chromium.evaluate("document.querySelectorAll('.rule summary').forEach(s => s.click())");
    waitFor("document.querySelectorAll('.rule pre:not(:empty)').length > 10", "true");
    assertThat(chromium.problems()).isEmpty();
    waitFor(WIDER_THAN_THE_WINDOW, "false");
  }
}
