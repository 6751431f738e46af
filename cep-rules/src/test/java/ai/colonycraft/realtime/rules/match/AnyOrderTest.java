package ai.colonycraft.realtime.rules.match;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import ai.colonycraft.realtime.rules.read.RuleReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.junit.jupiter.api.Test;

/** Steps in any order, and times between events, find what plain loops find. */
class AnyOrderTest {

  private static final long T0 = 1_750_000_000_000L;
  private static final int STREAMS = 300;

  private static final String ANY_ORDER =
      """
      {id: r, key: userId, within: 20 s, severity: info, skip: none,
       steps: [{name: all, allOf: [{type: a}, {type: [a, b], where: this.tokens > 1}, {type: c}]}],
       notification: {title: t, message: m}}
      """;

  private static final String TIMES =
      """
      {id: r, key: userId, within: 60 s, severity: info, skip: none,
       steps: [{name: first, type: a}, {name: second, type: b, within: 5 s, after: 2 s},
         {name: twice, type: c, times: 2, within: 4 s}],
       notification: {title: t, message: m}}
      """;

  private static Event event(int number, long time, String type, long tokens) {
    Object[] values = new Object[Field.values().length];
    values[Field.TYPE.ordinal()] = type;
    values[Field.TIMESTAMP.ordinal()] = time;
    values[Field.USER_ID.ordinal()] = "ada";
    values[Field.EVENT_ID.ordinal()] = "e" + number;
    values[Field.TOKENS.ordinal()] = tokens;
    return new Event(time, values, Map.of());
  }

  private static List<Event> stream(Random random) {
    List<Event> events = new ArrayList<>();
    long time = T0;
    for (int i = 0; i < 25; i++) {
      time += 500L * random.nextInt(6);
      events.add(
          event(i, time, String.valueOf((char) ('a' + random.nextInt(4))), random.nextInt(4)));
    }
    return events;
  }

  private static Set<String> found(String rule, List<Event> events) throws Exception {
    Set<String> found = new TreeSet<>();
    RuleMatcher matcher = new RuleMatcher(RuleReader.read("r", rule));
    try (MatchBuffer buffer =
        new MatchBuffer(new KryoSerializer<>(Event.class, new SerializerConfigImpl()))) {
      PartialMatches matches = matcher.start();
      for (Event event : events) {
        if (matcher.concerns(event)) {
          for (Match match : matcher.process(matches, buffer, "ada", event)) {
            found.add(words(match.steps().values().stream().flatMap(List::stream).toList()));
          }
        }
      }
    }
    return found;
  }

  private static String words(List<Event> events) {
    return String.join(" ", events.stream().map(e -> e.text(Field.EVENT_ID)).toList());
  }

  @Test
  void findsEventsInAnyOrder() throws Exception {
    int matches = 0;
    for (int seed = 0; seed < STREAMS; seed++) {
      List<Event> events = stream(new Random(seed));
      Set<String> expected = new TreeSet<>();
      for (int begin = 0; begin < events.size(); begin++) {
        List<Event> taken = new ArrayList<>();
        for (Event event : events.subList(begin, events.size())) {
          boolean inTime = event.timestamp() - events.get(begin).timestamp() < 20_000;
          List<Event> more = new ArrayList<>(taken);
          more.add(event);
          if (inTime && fit(more)) {
            taken = more;
          } else if (taken.isEmpty()) {
            break;
          }
          if (taken.size() == 3) {
            expected.add(words(taken));
            break;
          }
        }
      }
      assertThat(found(ANY_ORDER, events)).as("seed " + seed).isEqualTo(expected);
      matches += expected.size();
    }
    assertThat(matches).isGreaterThan(STREAMS);
  }

  /** Whether each event can be another of the three, tried in every order of these. */
  private static boolean fit(List<Event> events) {
    int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (int[] order : orders) {
      boolean fits = events.size() <= 3;
      for (int i = 0; i < events.size() && fits; i++) {
        fits = isOf(events.get(i), order[i]);
      }
      if (fits) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOf(Event event, int option) {
    return switch (option) {
      case 0 -> event.type().equals("a");
      case 1 -> Set.of("a", "b").contains(event.type()) && event.integer(Field.TOKENS, 0) > 1;
      default -> event.type().equals("c");
    };
  }

  @Test
  void keepsTheTimesBetweenEvents() throws Exception {
    int matches = 0;
    for (int seed = 0; seed < STREAMS; seed++) {
      List<Event> events = stream(new Random(seed));
      Set<String> expected = new HashSet<>();
      for (int i = 0; i < events.size(); i++) {
        if (!events.get(i).type().equals("a")) {
          continue;
        }
        int b = next(events, i, "b", 2000, 5000, events.get(i).timestamp());
        int c = b < 0 ? -1 : next(events, b, "c", 0, 4000, events.get(i).timestamp());
        int d = c < 0 ? -1 : next(events, c, "c", 0, 4000, events.get(i).timestamp());
        if (d >= 0) {
          expected.add(words(List.of(events.get(i), events.get(b), events.get(c), events.get(d))));
        }
      }
      assertThat(found(TIMES, events)).as("seed " + seed).isEqualTo(expected);
      matches += expected.size();
    }
    assertThat(matches).isGreaterThan(STREAMS / 10);
  }

  private static int next(
      List<Event> events, int after, String type, long least, long most, long begin) {
    for (int i = after + 1; i < events.size(); i++) {
      long gap = events.get(i).timestamp() - events.get(after).timestamp();
      if (events.get(i).type().equals(type)
          && gap >= least
          && gap < most
          && events.get(i).timestamp() - begin < 60_000) {
        return i;
      }
    }
    return -1;
  }
}
