package ai.colonycraft.realtime.jobs.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class SightingGroupsTest {

  private static final int KEY_GROUPS = 16;
  private static final int USERS = 500;
  private static final int EVENTS = 20_000;

  private final List<Sightings> handed = new ArrayList<>();
  private final SightingGroups groups = new SightingGroups(KEY_GROUPS, handed::add);

  private static Sighting sighting(int user, long timestamp) {
    Place place = new Place("DE", "eu-west-1", user % 2 == 0 ? "web" : "ios");
    return new Sighting("u-" + user, "Zoë", timestamp, place, timestamp % 3, false, false);
  }

  private static List<Sighting> read(Sightings sightings) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(sightings.written());
    Sighting.Serializer serializer = new Sighting.Serializer();
    List<Sighting> read = new ArrayList<>();
    while (in.available() > 0) {
      read.add(serializer.deserialize(in));
    }
    return read;
  }

  private static int keyGroup(String userId) {
    return KeyGroupRangeAssignment.assignToKeyGroup(userId, KEY_GROUPS);
  }

  @Test
  void handsOnEachSightingOnceAndThoseOfAUserInOrder() throws Exception {
    Random random = new Random(5);
    Map<String, List<Sighting>> added = new HashMap<>();
    for (int i = 0; i < EVENTS; i++) {
      Sighting sighting = sighting(random.nextInt(USERS), i);
      added.computeIfAbsent(sighting.userId(), u -> new ArrayList<>()).add(sighting);
      groups.add(Activities.of(sighting), false);
      if (i % 3_000 == 0) {
        groups.drain();
      }
    }
    groups.drain();

    Map<String, List<Sighting>> found = new HashMap<>();
    for (Sightings sightings : handed) {
      for (Sighting sighting : read(sightings)) {
        found.computeIfAbsent(sighting.userId(), u -> new ArrayList<>()).add(sighting);
      }
    }
    assertThat(found).isEqualTo(added);
    assertThat(handed).hasSizeLessThan(EVENTS / 20);
  }

  @Test
  void putsOnlyUsersOfOneKeyGroupTogetherAndNamesOneOfThem() throws Exception {
    for (int i = 0; i < EVENTS; i++) {
      groups.add(Activities.of(sighting(i % USERS, i)), false);
    }
    groups.drain();

    for (Sightings sightings : handed) {
      assertThat(read(sightings))
          .extracting(Sighting::userId)
          .contains(sightings.userId())
          .allMatch(user -> keyGroup(user) == keyGroup(sightings.userId()));
    }
  }

  @Test
  void marksWhatIsTooLateAndNothingElse() throws Exception {
    Activity activity = Activities.of(sighting(1, 5));
    groups.add(activity, true);
    groups.add(activity, false);
    groups.drain();

    Sighting inTime = sighting(1, 5);
    Sighting late =
        new Sighting(
            inTime.userId(),
            inTime.username(),
            inTime.timestamp(),
            inTime.place(),
            inTime.tokens(),
            true,
            inTime.ended());
    assertThat(read(handed.get(0))).containsExactly(late, inTime);
  }

  @Test
  void goesOnAfterAVeryLongName() throws Exception {
    Place place = new Place("DE", "eu-west-1", "web");
    Sighting longest = new Sighting("u-1", "n".repeat(200_000), 1, place, 0, false, false);
    groups.add(Activities.of(longest), false);
    groups.add(Activities.of(sighting(1, 2)), false);
    groups.drain();

    assertThat(handed).hasSize(2);
    assertThat(read(handed.get(0))).containsExactly(longest);
    assertThat(read(handed.get(1))).containsExactly(sighting(1, 2));
  }

  @Test
  void handsOnWhatIsManyAtOnceAndTheRestWhenAsked() throws Exception {
    int added = 0;
    while (handed.isEmpty()) {
      groups.add(Activities.of(sighting(1, added++)), false);
    }
    assertThat(read(handed.get(0))).hasSize(added).hasSizeBetween(50, 500);

    groups.add(Activities.of(sighting(1, added)), false);
    groups.add(Activities.of(sighting(1, added + 1)), false);
    assertThat(handed).hasSize(1);
    groups.drain();
    assertThat(read(handed.get(1))).containsExactly(sighting(1, added), sighting(1, added + 1));
    groups.drain();
    assertThat(handed).hasSize(2);
  }
}
