package ai.colonycraft.realtime.push.reach.people;

import static org.assertj.core.api.Assertions.assertThat;

import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.incidents.Incident;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferencesTest {

  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  @Test
  void byDefaultOnlyCriticalIncidentsAreWanted() {
    assertThat(Preferences.DEFAULT.wants(incident("critical", Map.of()), NOON)).isTrue();
    assertThat(Preferences.DEFAULT.wants(incident("warning", Map.of()), NOON)).isFalse();
    assertThat(Preferences.DEFAULT.wants(incident("info", Map.of()), NOON)).isFalse();
  }

  @Test
  void aNamedServiceOrRegionIsWantedAndAnIncidentWithoutOneIsNot() {
    Preferences billing = with(Set.of("billing"), Set.of("eu"), Optional.empty(), "UTC");

    assertThat(wants(billing, Map.of("service", "billing", "region", "eu"))).isTrue();
    assertThat(wants(billing, Map.of("service", "billing", "region", "us"))).isFalse();
    assertThat(wants(billing, Map.of("service", "gateway", "region", "eu"))).isFalse();
    assertThat(wants(billing, Map.of("service", "billing"))).isFalse();
  }

  /** Around both changes of the clock in three zones; Lord Howe moves by half an hour. */
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin,       22:00, 07:00, 2026-06-01T20:00:00Z, true",
    "Europe/Berlin,       22:00, 07:00, 2026-06-01T19:59:59Z, false",
    "Europe/Berlin,       22:00, 07:00, 2026-06-02T05:00:00Z, false",
    "Europe/Berlin,       22:00, 07:00, 2026-03-29T04:59:59Z, true",
    "Europe/Berlin,       22:00, 07:00, 2026-03-29T05:00:00Z, false",
    "Europe/Berlin,       22:00, 07:00, 2026-10-25T05:59:59Z, true",
    "Europe/Berlin,       22:00, 07:00, 2026-10-25T06:00:00Z, false",
    "Europe/Berlin,       02:00, 02:30, 2026-03-29T01:00:00Z, false",
    "Europe/Berlin,       02:00, 02:30, 2026-10-25T00:15:00Z, true",
    "Europe/Berlin,       02:00, 02:30, 2026-10-25T01:15:00Z, true",
    "America/New_York,    22:00, 07:00, 2026-03-08T10:59:59Z, true",
    "America/New_York,    22:00, 07:00, 2026-03-08T11:00:00Z, false",
    "America/New_York,    22:00, 07:00, 2026-11-01T11:59:59Z, true",
    "America/New_York,    22:00, 07:00, 2026-11-01T12:00:00Z, false",
    "Australia/Lord_Howe, 22:00, 07:00, 2026-04-04T20:29:59Z, true",
    "Australia/Lord_Howe, 22:00, 07:00, 2026-04-04T20:30:00Z, false",
    "Australia/Lord_Howe, 22:00, 07:00, 2026-10-03T19:59:59Z, true",
    "Australia/Lord_Howe, 22:00, 07:00, 2026-10-03T20:00:00Z, false",
    "UTC,                 09:00, 17:00, 2026-06-01T12:00:00Z, true",
    "UTC,                 09:00, 17:00, 2026-06-01T17:00:00Z, false",
    "UTC,                 09:00, 09:00, 2026-06-01T03:00:00Z, true",
  })
  void quietHoursFollowTheClockOnTheWall(
      String zone, LocalTime from, LocalTime until, Instant moment, boolean quiet) {
    Preferences strict =
        with(Set.of(), Set.of(), Optional.of(new QuietHours(from, until, false)), zone);
    Preferences broken =
        with(Set.of(), Set.of(), Optional.of(new QuietHours(from, until, true)), zone);

    assertThat(strict.wants(incident("critical", Map.of()), moment)).isEqualTo(!quiet);
    assertThat(broken.wants(incident("critical", Map.of()), moment)).isTrue();
    assertThat(broken.wants(incident("warning", Map.of()), moment)).isEqualTo(!quiet);
  }

  @Test
  void aPersonIsNotReachedForWhatTheirTokenHides() {
    Visibility narrow =
        Visibility.of(List.of(), List.of(), List.of(Map.of("colonyId", "c-7")), Set.of());
    Person person = Person.of("ada").seeing(narrow);

    assertThat(person.wants(incident("critical", Map.of("colonyId", "c-7")), NOON)).isTrue();
    assertThat(person.wants(incident("critical", Map.of("colonyId", "c-8")), NOON)).isFalse();
  }

  private static boolean wants(Preferences preferences, Map<String, String> context) {
    return preferences.wants(incident("critical", context), NOON);
  }

  private static Preferences with(
      Set<String> services, Set<String> regions, Optional<QuietHours> quiet, String zone) {
    return new Preferences(
        Set.of("warning", "critical"),
        services,
        regions,
        quiet,
        Preferences.WAYS,
        Digests.NONE,
        ZoneId.of(zone),
        "en");
  }

  private static Incident incident(String type, Map<String, String> context) {
    return new Incident(
        "i-1", type, "Title", "rule", 0, Optional.empty(), 0, context, List.of(), List.of());
  }
}
