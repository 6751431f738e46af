package ai.colonycraft.realtime.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteCacheTest {

  private final ByteCache<String> cache =
      new ByteCache<>(64, bytes -> new String(bytes, StandardCharsets.UTF_8));

  @Test
  void returnsOneObjectForEqualBytesWhereverTheyLie() {
    byte[] in = "xx-eu-west-1-eu-west-1".getBytes(StandardCharsets.UTF_8);

    String first = cache.get(in, 3, 12);

    assertThat(first).isEqualTo("eu-west-1");
    assertThat(cache.get(in, 13, 22)).isSameAs(first);
  }

  @Test
  void readsRightHoweverManyShareASlot() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      String text = "t".repeat(random.nextInt(20)) + random.nextInt(3_000);
      byte[] in = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
      assertThat(cache.get(in, 1, in.length - 1)).isEqualTo(text);
    }
  }

  @Test
  void readsNoBytesAsWell() {
    assertThat(cache.get(new byte[3], 1, 1)).isEmpty();
  }
}
