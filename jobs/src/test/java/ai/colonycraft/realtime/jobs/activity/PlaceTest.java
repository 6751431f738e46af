package ai.colonycraft.realtime.jobs.activity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlaceTest {

  private static final Place HOME = new Place("DE", "eu-west-1", "web");

  @Test
  void takesWhatItDoesNotSayFromWhereTheUserWasBefore() {
    assertThat(new Place("", null, "ios").orElse(HOME))
        .isEqualTo(new Place("DE", "eu-west-1", "ios"));
    assertThat(new Place("", "", "").orElse(HOME)).isSameAs(HOME);
    assertThat(new Place("", "", "web").orElse(HOME)).isSameAs(HOME);
  }

  @Test
  void staysAsItIsWhenItSaysAllOrNothingWasKnownBefore() {
    Place all = new Place("FR", "eu-west-2", "ios");
    Place part = new Place("FR", "", "");

    assertThat(all.orElse(HOME)).isSameAs(all);
    assertThat(part.orElse(null)).isSameAs(part);
  }
}
