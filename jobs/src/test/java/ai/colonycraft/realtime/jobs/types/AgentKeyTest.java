package ai.colonycraft.realtime.jobs.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentKeyTest {

  private static final String[] IDS = {
    "", "a", "/", "//", "1/a", "1/", "0//", "a/1", "3/c-1/a", "12", "\u7fa4", "q\ud83d\ude00"
  };

  @Test
  void isAnotherTextForEachAgentAndComesBack() {
    Map<String, AgentKey> keys = new HashMap<>();
    for (String colony : IDS) {
      for (String id : IDS) {
        AgentKey key = new AgentKey(colony, id);
        assertThat(keys.put(key.text(), key)).as(key.text()).isNull();
        assertThat(AgentKey.of(key.text())).isEqualTo(key);
      }
    }
  }

  @Test
  void takesAnAgentWithoutAColonyForOneOfNone() {
    assertThat(new AgentKey(null, "a")).isEqualTo(new AgentKey("", "a"));
    assertThat(new AgentKey(null, "a").text()).isEqualTo("0//a");
    assertThat(new AgentKey("c-1", "agent-7").text()).isEqualTo("3/c-1/agent-7");
  }
}
