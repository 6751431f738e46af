package ai.colonycraft.realtime.jobs.types;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.ByteCache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class WrittenTextsTest {

  private final DataOutputSerializer out = new DataOutputSerializer(64);
  private final WrittenTexts texts = new WrittenTexts();

  private List<Integer> write(List<String> all) throws IOException {
    List<Integer> places = new ArrayList<>();
    for (String text : all) {
      places.add(out.length());
      Bytes.writeText(text, out);
    }
    places.add(out.length());
    return places;
  }

  @Test
  void readsEachTextWhereItStandsAndFindsItsEnd() throws IOException {
    List<String> all =
        Arrays.asList("a", null, "", "Zoë", "群", "n".repeat(63), "n".repeat(64), "n".repeat(9_000));
    List<Integer> places = write(all);
    byte[] written = out.getCopyOfBuffer();

    for (int i = 0; i < all.size(); i++) {
      int at = places.get(i);
      assertThat(WrittenTexts.text(written, at)).isEqualTo(all.get(i));
      assertThat(texts.cached(written, at)).isEqualTo(all.get(i));
      assertThat(WrittenTexts.isNull(written, at)).isEqualTo(all.get(i) == null);
      assertThat(WrittenTexts.end(written, at)).isEqualTo(places.get(i + 1));
    }
  }

  @Test
  void givesTheSameObjectForATextThatRepeatsHoweverManyOthersThereAre() throws IOException {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      all.add("text " + i % 3_000);
    }
    List<Integer> places = write(all);
    byte[] written = out.getCopyOfBuffer();

    for (int i = 0; i < all.size(); i++) {
      String known = texts.cached(written, places.get(i));
      assertThat(known).isEqualTo(all.get(i));
      assertThat(texts.cached(written, places.get(i))).isSameAs(known);
    }
  }

  @Test
  void hashesWhatStandsBetweenTwoPlacesAndNothingElse() {
    byte[] bytes = "xx0123456789abcdefghijyy".getBytes();
    byte[] others = "zzz0123456789abcdefghijz".getBytes();
    for (int length = 0; length <= 20; length++) {
      int hash = ByteCache.hash(bytes, 2, 2 + length);
      assertThat(ByteCache.hash(others, 3, 3 + length)).isEqualTo(hash);
      assertThat(ByteCache.hash(bytes, 2, 3 + length)).isNotEqualTo(hash);
    }
  }
}
