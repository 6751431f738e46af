package ai.colonycraft.realtime.jobs.activity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.EventParser;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.jobs.Contract;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedLineTest {

  private static final Contract CONTRACT = new Contract("activity-feed");
  private static final EventParser PARSER =
      new EventParser(Field.USER_ID, EnumSet.allOf(Field.class), false, EventParser.NO_CLOCK);

  private static String line(String type, String more) throws Exception {
    String event =
        "{\"type\":\"%s\",\"timestamp\":1750000000000,\"userId\":\"u-1\"%s}".formatted(type, more);
    byte[] record = event.getBytes(StandardCharsets.UTF_8);
    return CONTRACT.holds(FeedLine.of(Activities.of(PARSER.parse(record))));
  }

  @Test
  void tellsTimeWhoWhatAndWhere() throws Exception {
    assertThat(
            line(
                "colony_created",
                ",\"username\":\"Zoë\",\"colonyId\":\"c-1\",\"colonyName\":\"Reef\","
                    + "\"region\":\"eu-west-1\",\"platform\":\"web\""))
        .isEqualTo(
            "{\"timestamp\":1750000000000,\"who\":\"Zoë\",\"what\":\"created a colony\","
                + "\"where\":\"Reef · eu-west-1 · web\",\"type\":\"colony_created\","
                + "\"userId\":\"u-1\",\"colonyId\":\"c-1\"}");
  }

  @Test
  void makesDoWithWhatThereIs() throws Exception {
    assertThat(line("page_view", ""))
        .isEqualTo(
            "{\"timestamp\":1750000000000,\"who\":\"u-1\",\"what\":\"looked at a page\","
                + "\"where\":\"\",\"type\":\"page_view\",\"userId\":\"u-1\"}");
    assertThat(line("page_view", ",\"colonyId\":\"c-1\"")).contains("\"where\":\"c-1\"");
  }

  @ParameterizedTest
  @CsvSource({
    "session_started,came online",
    "session_ended,left",
    "colony_created,created a colony",
    "colony_modified,changed a colony",
    "colony_deleted,deleted a colony",
    "agent_deployed,deployed agent Bee",
    "agent_action,agent Bee acted",
    "agent_stopped,stopped agent Bee",
    "llm_completion,spent 7 tokens",
    "page_view,looked at a page",
    "something_new,something new"
  })
  void saysWhatEachTypeMeans(String type, String what) throws Exception {
    assertThat(line(type, ",\"agentName\":\"Bee\",\"tokens\":7"))
        .contains("\"what\":\"" + what + "\"");
  }

  @Test
  void writesEveryTextThatCanBeRead() throws Exception {
    assertThat(
            line("a\\u0000\\\"b", ",\"username\":\"😀\\ud83d\\ude00\",\"colonyName\":\"\\u2028\""))
        .contains("\"who\":\"\\uD83D\\uDE00\\uD83D\\uDE00\"");
    // Half a pair of surrogates: JSON can say it, UTF-8 can't.
    assertThat(line("page_view", ",\"username\":\"a\\ud83db\"")).contains("\"who\":\"a\ufffdb\"");
  }
}
