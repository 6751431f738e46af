package ai.colonycraft.realtime.push.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AcknowledgementTest {

  private static final Acknowledgement ACK = new Acknowledgement("n/1", "ada", 5, 7);

  @Test
  void writesWhatTheParserReads() throws Exception {
    assertThat(new RecordParser().acknowledgement(ACK.key(), ACK.json()))
        .isEqualTo(ACK.at(LiveRecord.NO_SEQUENCE));
    assertThat(new String(new Acknowledgement("n", null, 5, 7).json(), UTF_8))
        .isEqualTo("{\"acknowledges\":\"n\",\"timestamp\":5}");
  }
}
