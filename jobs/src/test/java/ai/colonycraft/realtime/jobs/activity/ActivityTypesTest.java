package ai.colonycraft.realtime.jobs.activity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.jobs.event.WindowTime;
import ai.colonycraft.realtime.jobs.types.SerializerContract;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.junit.jupiter.api.Test;

/** What crosses the network or lies in state comes back as it went. */
class ActivityTypesTest {

  private static final WindowTime TIME = new WindowTime(300_000, 60_000);
  private static final WindowCounts.Finished IGNORED = window -> {};

  private static UserState user() {
    UserState state = new UserState();
    state.username = "Zoë";
    state.place = new Place("DE", "eu-west-1", "web");
    state.lastSeen = 1_750_000_000_000L;
    state.active = true;
    state.tokens = 12.5;
    state.wakeAt = 7;
    state.sessions.add(1_750_000_000_000L, false, 0, 1_800_000, (first, last) -> {});
    state.sessions.add(1_750_000_000_500L, true, 0, 1_800_000, (first, last) -> {});
    state.windows.at(0).events = 5;
    state.windows.at(0).sees("web");
    state.windows.at(0).sees("ios");
    state.windows.advance(299_999, TIME, IGNORED);
    return state;
  }

  private static ColonyState colony() {
    ColonyState state = new ColonyState();
    state.name = "Reef";
    state.wakeAt = 7;
    state.windows.at(300_000).events = 5;
    return state;
  }

  private static ColonyState spender() {
    ColonyState state = colony();
    state.windows.at(300_000).spend(9, 4);
    return state;
  }

  private static WindowSessions sessions() {
    return new WindowSessions(
        300_000,
        new TreeMap<>(
            Map.of(
                "web", new long[] {3, 1, 0, 0, 0, 0, 0, 0, 0, 2},
                "群", new long[] {0, 0, 0, 0, 0, 0, 0, 0, 0, Long.MAX_VALUE})));
  }

  @Test
  void bringsBackSightings() throws Exception {
    SerializerContract.holds(
        new Sighting.Serializer(),
        new Sighting("u", "Zoë", 5, new Place("DE", "eu-west-1", "web"), 7, false, true),
        new Sighting("u", null, -5, new Place(null, null, null), 0, true, false),
        new Sighting("", "群", Long.MAX_VALUE, new Place("", "r", ""), Long.MAX_VALUE, true, true));
    SerializerContract.holds(
        new Sightings.Serializer(),
        new Sightings("u", new byte[] {1, 2, -3}),
        new Sightings("群", new byte[300]));
  }

  @Test
  void bringsBackPartsAndSummaries() throws Exception {
    SerializerContract.holds(
        new ColonyPart.Serializer(),
        new ColonyPart("c", "Reef", false, new SecondCounts().add(5, 7).add(6, 1)),
        new ColonyPart("c", null, true, new SecondCounts().add(-5, Integer.MAX_VALUE)),
        new ColonyPart("c", "Reef", false, new SecondCounts().add(5, 7).add(6, 1, 9, 0)),
        new ColonyPart("c", null, true, new SecondCounts().add(5, 7, 0, Long.MAX_VALUE).add(6, 1)));
    SerializerContract.holds(
        new WindowSummary.Serializer(),
        new WindowSummary(300_000, 5, 2, 1, 4, Map.of("web", 2L, "ios", 1L), 9),
        new WindowSummary(0, 0, 0, 3, 0, Map.of(), 0));
    SerializerContract.holds(
        new WindowSessions.Serializer(), sessions(), new WindowSessions(-300_000, new TreeMap<>()));
    SerializerContract.holds(
        new UserTokens.Spender.Serializer(),
        new UserTokens.Spender("u", "Ada", 5, 7),
        new UserTokens.Spender("u", null, 0, Double.MAX_VALUE));
  }

  @Test
  void bringsBackUsersAndColoniesAndCopiesThemDeeply() throws Exception {
    SerializerContract.holds(new UserState.Serializer(), user(), new UserState());
    SerializerContract.holds(new ColonyState.Serializer(), colony(), spender(), new ColonyState());

    UserState.Serializer users = new UserState.Serializer();
    UserState original = user();
    UserState copy = users.copy(original);
    original.windows.at(0).events = 100;
    original.windows.at(0).sees("android");
    original.sessions.settle(Long.MAX_VALUE, 1, (first, last) -> {});
    assertThat(SerializerContract.hex(users, copy))
        .isEqualTo(SerializerContract.hex(users, user()));

    ColonyState.Serializer colonies = new ColonyState.Serializer();
    ColonyState colony = spender();
    ColonyState other = colonies.copy(colony);
    colony.windows.at(300_000).events = 100;
    colony.windows.at(300_000).spend(100, 100);
    assertThat(SerializerContract.hex(colonies, other))
        .isEqualTo(SerializerContract.hex(colonies, spender()));
  }

  @Test
  void namesTheFormatItCannotRead() throws Exception {
    SerializerContract.refusesAnotherFormat(
        new UserState.Serializer(), user(), "user state has format 127, this jar reads 1");
    SerializerContract.refusesAnotherFormat(
        new ColonyState.Serializer(),
        colony(),
        "colony state has format 127, this jar reads 1 to 2");
    SerializerContract.refusesAnotherFormat(
        new WindowSummary.Serializer(),
        new WindowSummary(0, 0, 0, 3, 0, Map.of(), 0),
        "a summary has format 127, this jar reads 1 to 3");
    SerializerContract.refusesAnotherFormat(
        new WindowSessions.Serializer(),
        sessions(),
        "sessions of a window has format 127, this jar reads 1");
    SerializerContract.refusesAnotherFormat(
        new UserTokens.Spender.Serializer(),
        new UserTokens.Spender("u", "Ada", 5, 7),
        "a spender has format 127, this jar reads 1");
    SerializerContract.refusesAnotherFormat(
        new ColonyPart.Serializer(),
        new ColonyPart("c", "Reef", false, new SecondCounts().add(5, 7).add(6, 1)),
        "a colony's part has format 127, expected 4");
  }

  /**
   * These bytes lie in savepoints: a change of them needs a new format, and this one still read.
   */
  @Test
  void readsWhatItsFirstVersionWrote() throws Exception {
    assertReads(
        new ColonyState.Serializer(),
        "01095265656600000000000000070100000000000493e000000000000000050000",
        colony());
    assertReads(
        new ColonyState.Serializer(),
        "02095265656600000000000000070100000000000493e000000000000000050000"
            + "0100000000000493e0"
            + "0000000000000009"
            + "0000000000000004",
        spender());
    assertReads(
        new WindowSummary.Serializer(),
        "0100000000000493e00000000000000005000000000000000200000000000000010107776562"
            + "0000000000000002",
        new WindowSummary(300_000, 5, 2, 1, 0, Map.of("web", 2L), 0));
    assertReads(
        new WindowSummary.Serializer(),
        "0200000000000493e00000000000000005000000000000000200000000000000010107776562"
            + "0000000000000002"
            + "0000000000000009",
        new WindowSummary(300_000, 5, 2, 1, 0, Map.of("web", 2L), 9));
    assertReads(
        new WindowSummary.Serializer(),
        "0300000000000493e00000000000000005000000000000000200000000000000010107776562"
            + "0000000000000002"
            + "0000000000000009"
            + "0000000000000004",
        new WindowSummary(300_000, 5, 2, 1, 4, Map.of("web", 2L), 9));
    assertReads(
        new WindowSessions.Serializer(),
        "0100000000000493e00107776562"
            + "0000000000000001"
            + "0000000000000000".repeat(8)
            + "0000000000000007",
        new WindowSessions(
            300_000, new TreeMap<>(Map.of("web", new long[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 7}))));
    assertReads(
        new UserTokens.Spender.Serializer(),
        "01037507416461" + "4014000000000000" + "401c000000000000",
        new UserTokens.Spender("u", "Ada", 5, 7));
  }

  private static <T> void assertReads(TypeSerializer<T> serializer, String hex, T expected)
      throws Exception {
    DataInputDeserializer in = new DataInputDeserializer(HexFormat.of().parseHex(hex));
    T found = serializer.deserialize(in);

    assertThat(in.available()).isZero();
    assertThat(SerializerContract.hex(serializer, found))
        .isEqualTo(SerializerContract.hex(serializer, expected));
  }
}
