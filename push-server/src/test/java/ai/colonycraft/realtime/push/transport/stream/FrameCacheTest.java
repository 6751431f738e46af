package ai.colonycraft.realtime.push.transport.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.hub.Message;
import ai.colonycraft.realtime.push.support.TestClient;
import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.support.Updates;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jetty.websocket.core.Frame;
import org.junit.jupiter.api.Test;

class FrameCacheTest {

  private final FrameCache cache = new FrameCache();

  @Test
  void framesTheFirstMessageByItsLengthAndPutsTheOthersBehindIt() {
    Frame frame = cache.frame(List.of(message(8), message(125), message(126), message(65_536)));

    ByteBuffer bytes = frame.getPayload();
    assertThat(frame.getPayloadLength()).isEqualTo(8);
    assertThat(take(bytes, 8)).isEqualTo("{\"aa\":1}");
    assertThat(unsigned(bytes)).isEqualTo(0x81);
    assertThat(unsigned(bytes)).isEqualTo(125);
    take(bytes, 125);
    assertThat(unsigned(bytes)).isEqualTo(0x81);
    assertThat(unsigned(bytes)).isEqualTo(126);
    assertThat(bytes.getShort()).isEqualTo((short) 126);
    take(bytes, 126);
    assertThat(unsigned(bytes)).isEqualTo(0x81);
    assertThat(unsigned(bytes)).isEqualTo(127);
    assertThat(bytes.getLong()).isEqualTo(65_536);
    assertThat(take(bytes, 65_536)).startsWith("{\"a");
    assertThat(bytes.hasRemaining()).isFalse();
  }

  @Test
  void sharesTheBytesOfTheSameMessagesAndOnlyOfThose() {
    Message first = message(10);
    Message second = message(20);

    byte[] shared = cache.frame(List.of(first, second)).getPayload().array();

    assertThat(cache.frame(List.of(first, second)).getPayload().array()).isSameAs(shared);
    assertThat(cache.frame(List.of(first, message(20))).getPayload().array()).isNotSameAs(shared);
    assertThat(cache.frame(List.of(first)).getPayload().remaining()).isEqualTo(10);
  }

  @Test
  void aFrameThatIsWrittenLeavesTheNextOneWhole() {
    List<Message> messages = List.of(message(10), message(20));
    ByteBuffer written = cache.frame(messages).getPayload();
    written.position(written.limit());

    assertThat(cache.frame(messages).getPayload().remaining()).isEqualTo(10 + 2 + 20);
  }

  @Test
  void everyClientGetsEachOfManyMessagesThatAreWrittenTogether() throws Exception {
    try (TestTransport server = TestTransport.start();
        TestClient one = TestClient.connect(server.port());
        TestClient two = TestClient.connect(server.port())) {
      one.send("{'action':'subscribe','metric':'*'}").settle();
      two.send("{'action':'subscribe','metric':'*'}").settle();

      server.publish(
          IntStream.range(0, 200)
              .mapToObj(i -> Updates.total("m" + i + "x".repeat(i), i))
              .toArray(LiveRecord[]::new));

      List<String> expected =
          IntStream.range(0, 200).mapToObj(i -> "m" + i + "x".repeat(i) + "=" + i).toList();
      one.waitFor(expected.get(199));
      two.waitFor(expected.get(199));
      assertThat(one.values()).containsSubsequence(expected);
      assertThat(two.values()).containsSubsequence(expected);
    }
  }

  @Test
  void aMessageThatJettySendsInFragmentsComesWholeAndSoDoWhatFollowsIt() throws Exception {
    String metrics =
        IntStream.range(0, 500)
            .mapToObj(i -> "{'metric':'" + i + "x".repeat(180) + "'}")
            .collect(Collectors.joining(","));
    try (TestTransport server =
            TestTransport.start(
                "--session.subscriptions", "500", "--session.message-bytes", "200000");
        TestClient client = TestClient.connect(server.port())) {
      client.send("{'action':'subscribe','since':null,'subscriptions':[" + metrics + "]}").settle();

      server.accept(Updates.began("another"));
      server.accept(Updates.loaded());

      client.waitFor(
          m ->
              m.at("/subscribed/epoch").asText().equals("another")
                  && m.at("/subscribed/subscriptions").size() == 500);
      client.waitFor(m -> m.at("/synced/epoch").asText().equals("another"));
    }
  }

  /** A JSON object of this many bytes. */
  private static Message message(int bytes) {
    String name = "a".repeat(bytes - 6);
    return Message.of(
        Message.PLAIN, "m", LiveRecord.NO_SEQUENCE, json -> json.writeNumberField(name, 1));
  }

  private static int unsigned(ByteBuffer bytes) {
    return bytes.get() & 0xff;
  }

  private static String take(ByteBuffer bytes, int count) {
    byte[] taken = new byte[count];
    bytes.get(taken);
    return new String(taken, UTF_8);
  }
}
