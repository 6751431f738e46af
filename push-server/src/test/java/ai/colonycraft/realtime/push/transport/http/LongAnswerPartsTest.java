package ai.colonycraft.realtime.push.transport.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of a long answer, put together, are the answer. */
class LongAnswerPartsTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 50_000})
  void areOneObjectAndOneCompressedOne(int elements) throws IOException {
    JsonParts<Integer> parts =
        new JsonParts<>(
            out -> out.writeStringField("name", "ä"),
            "list",
            IntStream.range(0, elements).iterator(),
            (element, out) -> out.writeNumber(element));
    GzipParts gzip = new GzipParts();
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    int longest = 0;
    while (parts.hasNext()) {
      byte[] part = parts.next();
      longest = Math.max(longest, part.length);
      plain.writeBytes(part);
      compressed.writeBytes(gzip.part(part, !parts.hasNext()));
    }

    String expected =
        IntStream.range(0, elements)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(",", "{\"name\":\"ä\",\"list\":[", "]}"));
    assertThat(plain.toString(UTF_8)).isEqualTo(expected);
    assertThat(longest).isLessThan(JsonParts.PART_BYTES + 100);
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(compressed.toByteArray()))) {
      assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(expected);
    }
  }

  @Test
  void anIncompressiblePartIsWhole() throws IOException {
    byte[] noise = new byte[100_000];
    new java.util.Random(1).nextBytes(noise);
    GzipParts gzip = new GzipParts();
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    compressed.writeBytes(gzip.part(noise, false));
    compressed.writeBytes(gzip.part(noise, false));
    compressed.writeBytes(gzip.part(new byte[0], true));

    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(compressed.toByteArray()))) {
      assertThat(in.readAllBytes()).hasSize(200_000).startsWith(noise).endsWith(noise);
    }
  }
}
