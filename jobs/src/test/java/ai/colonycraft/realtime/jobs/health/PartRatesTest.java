package ai.colonycraft.realtime.jobs.health;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.config.ServiceHealthConfig;
import ai.colonycraft.realtime.jobs.output.Outbound;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rates of versions and routes, on a clock of their own. */
class PartRatesTest {

  private static final long START = 1_750_000_000_000L;

  private OneInputStreamOperatorTestHarness<PartTally, Outbound> operator;
  private long now = START;

  @BeforeEach
  void open() throws Exception {
    open("--limit.places", "1000");
  }

  private void open(String... settings) throws Exception {
    operator =
        new OneInputStreamOperatorTestHarness<>(new PartRates(ServiceHealthConfig.read(settings)));
    operator.setProcessingTime(START);
    operator.open();
  }

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  @Test
  void publishesRatesByVersionAndByRoute() throws Exception {
    pass(30);
    add("shop", "1.0", "/a", 60, 0);
    add("shop", "2.0", "/a", 30, 15);
    add("shop", "2.0", "/b", 30, 0);

    assertThat(pass(5))
        .containsEntry("request_rate{service=\"shop\",version=\"1.0\"}", 2.)
        .containsEntry("request_rate{service=\"shop\",version=\"2.0\"}", 2.)
        .containsEntry("request_rate{service=\"shop\",route=\"/a\"}", 3.)
        .containsEntry("error_rate{service=\"shop\",version=\"1.0\"}", 0.)
        .containsEntry("error_rate{service=\"shop\",version=\"2.0\"}", 0.25)
        .containsEntry("error_rate{service=\"shop\",route=\"/b\"}", 0.)
        .hasSize(8);
  }

  @Test
  void leavesOutWhatTheRequestsDidNotSay() throws Exception {
    pass(30);
    add("shop", "", "/a", 60, 0);

    assertThat(pass(5))
        .containsOnlyKeys(
            "request_rate{service=\"shop\",route=\"/a\"}",
            "error_rate{service=\"shop\",route=\"/a\"}");
  }

  @Test
  void keepsAPartThatIsSilentAtZeroForAQuarterOfAnHour() throws Exception {
    pass(30);
    add("shop", "1.0", "", 60, 60);
    assertThat(pass(5)).containsEntry("error_rate{service=\"shop\",version=\"1.0\"}", 1.);

    assertThat(pass(60))
        .containsEntry("request_rate{service=\"shop\",version=\"1.0\"}", 0.)
        .containsEntry("error_rate{service=\"shop\",version=\"1.0\"}", 0.);

    assertThat(pass(15 * 60)).containsEntry("request_rate{service=\"shop\",version=\"1.0\"}", null);
    assertThat(pass(60)).isEmpty();
  }

  @Test
  void countsWhatIsMoreThanTheMostOfAServiceAsOther() throws Exception {
    pass(30);
    for (int i = 0; i < PartRates.MOST + 20; i++) {
      add("shop", "", "/users/" + i, 30, 0);
    }
    add("till", "", "/pay", 30, 0);

    assertThat(pass(5))
        .containsEntry("request_rate{service=\"shop\",route=\"other\"}", 20.)
        .containsEntry("request_rate{service=\"shop\",route=\"/users/0\"}", 1.)
        .containsEntry("request_rate{service=\"till\",route=\"/pay\"}", 1.)
        .hasSize(2 * (PartRates.MOST + 2));
  }

  @Test
  void hasRoomForOthersWhenPartsAreForgotten() throws Exception {
    for (int i = 0; i < PartRates.MOST; i++) {
      add("shop", "1." + i, "", 1, 0);
    }
    pass(16 * 60);
    add("shop", "2.0", "", 1, 0);

    assertThat(pass(5)).containsKey("request_rate{service=\"shop\",version=\"2.0\"}");
  }

  @Test
  void holdsTwiceTheLimitOfPlacesAtMost() throws Exception {
    close();
    open("--limit.places", "2");
    pass(30);
    for (int i = 0; i < 50; i++) {
      add("service-" + i, "1.0", "", 30, 30);
    }

    assertThat(pass(5))
        .hasSize(2 * 5)
        .containsEntry("request_rate{service=\"service-3\",version=\"1.0\"}", 1.)
        .containsEntry("request_rate{service=\"other\",version=\"other\"}", 46.);
  }

  private void add(String service, String version, String route, long requests, long errors)
      throws Exception {
    operator.processElement(
        new StreamRecord<>(new PartTally(service, version, route, requests, errors)));
  }

  /** What was published in some seconds: the last value of each series, null for one that left. */
  private Map<String, Double> pass(int seconds) throws Exception {
    operator.getOutput().clear();
    for (long end = now + seconds * 1_000L; now < end; ) {
      now += 100;
      operator.setProcessingTime(now);
    }
    Map<String, Double> published = new TreeMap<>();
    for (Outbound record : operator.extractOutputValues()) {
      String key = new String(record.key(), StandardCharsets.UTF_8);
      published.put(key, record.value() == null ? null : valueOf(key, record.value()));
    }
    return published;
  }

  private static double valueOf(String key, byte[] json) {
    String text = new String(json, StandardCharsets.UTF_8);
    double value = Double.parseDouble(text.replaceAll(".*\"value\":([^,]+),.*", "$1"));
    // The span ends with a tick that has just begun, so rates are not round.
    return key.startsWith("request_rate") ? Math.rint(value) : value;
  }
}
