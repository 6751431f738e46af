package ai.colonycraft.realtime.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the comparison of views takes for the cause of an incident, and for an end in time. */
class EndingTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PLACE = "'service':'api','region':'eu-west-1'";
  private static final long MINUTE = 60_000;

  private final Causes causes = new Causes();

  @BeforeEach
  void deployedAtOneAndUnhealthyFromTwoToFiveMinutes() throws IOException {
    event("'type':'health_changed','value':1", 0);
    event("'type':'deployment_started'", 1);
    event("'type':'health_changed','value':0", 2);
  }

  @Test
  void isRightWhileItsCauseLasts() throws IOException {
    Ending ending = ending("'timestamp':90000,'context':{%s}".formatted(PLACE), 20);

    assertThat(ending.cause()).hasValue(new Cause("api", "eu-west-1", MINUTE, Cause.OPEN));
    assertThat(ending.isRight()).isTrue();
    assertThat(ending.after()).isZero();
  }

  @Test
  void isRightWithinThreeMinutesOfTheEndOfItsCauseAndLateAfterwards() throws IOException {
    event("'type':'health_changed','value':1", 5);
    String open = "'timestamp':90000,'context':{%s}".formatted(PLACE);

    assertThat(ending(open, 8).isRight()).isTrue();
    assertThat(ending(open, 9).isRight()).isFalse();
    assertThat(ending(open + ",'resolvedAt':480000", 20).isRight()).isTrue();
    assertThat(ending(open + ",'resolvedAt':480001", 20).isRight()).isFalse();
  }

  @Test
  void isExplainedByACauseThatItsLabelsDoNotContradict() throws IOException {
    event("'type':'health_changed','value':1", 5);

    assertThat(ending("'timestamp':120000,'context':{'service':'api'}", 6).cause()).isPresent();
    assertThat(ending("'timestamp':120000,'context':{'region':'eu-west-1'}", 6).cause())
        .isPresent();
    assertThat(ending("'timestamp':120000,'context':{'service':'web'}", 6).cause()).isEmpty();
    assertThat(ending("'timestamp':120000,'context':{'colonyId':'c'}", 6).cause()).isEmpty();
    assertThat(ending("'timestamp':59999,'context':{%s}".formatted(PLACE), 6).cause()).isEmpty();
    assertThat(ending("'timestamp':480001,'context':{%s}".formatted(PLACE), 9).cause()).isEmpty();
  }

  @Test
  void withoutACauseItExpiresSoonAfterItsLastMatch() throws IOException {
    String expired = "'timestamp':0,'lastSeenAt':60000,'resolution':'expired','context':{}";

    assertThat(ending(expired + ",'resolvedAt':240000", 20).after())
        .isEqualTo(Duration.ofMinutes(3));
    assertThat(ending(expired + ",'resolvedAt':240000", 20).isRight()).isTrue();
    assertThat(ending(expired + ",'resolvedAt':360000", 20).isRight()).isFalse();
    assertThat(
            ending("'timestamp':0,'resolution':'recovered','context':{},'resolvedAt':3600000", 99)
                .isRight())
        .isTrue();
  }

  @Test
  void aSoundRegionIsOneWhereTheServiceRunsAndIsNotBad() throws IOException {
    Cause cause = causes.all().get(0);
    assertThat(causes.soundRegion(cause)).isEmpty();

    causes.take(
        json("'type':'health_changed','value':1,'service':'api','region':'us','timestamp':0"));

    assertThat(causes.soundRegion(cause)).hasValue("us");
  }

  private void event(String fields, long minute) throws IOException {
    causes.take(json(fields + "," + PLACE + ",'timestamp':" + minute * MINUTE));
  }

  private Ending ending(String incident, long minute) throws IOException {
    return Ending.of(json(incident + ",'title':'t','type':'critical'"), causes, minute * MINUTE);
  }

  private static JsonNode json(String fields) throws IOException {
    return JSON.readTree("{" + fields.replace('\'', '"') + "}");
  }
}
