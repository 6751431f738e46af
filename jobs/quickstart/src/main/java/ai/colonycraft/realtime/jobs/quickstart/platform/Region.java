package ai.colonycraft.realtime.jobs.quickstart.platform;

import java.time.Duration;
import java.util.List;

/**
 * A region of the platform and the people it serves.
 *
 * @param name as in the field {@code region}
 * @param share of all users at home here, of 1
 * @param offset of its people's clocks from UTC
 * @param countries ISO codes of its people, the most frequent first
 */
record Region(String name, double share, Duration offset, List<String> countries) {

  static final List<Region> ALL =
      List.of(
          new Region("us-east-1", 0.28, Duration.ofHours(-5), List.of("US", "CA", "MX")),
          new Region("us-west-2", 0.17, Duration.ofHours(-8), List.of("US", "CA")),
          new Region("eu-west-1", 0.19, Duration.ZERO, List.of("GB", "IE", "FR", "ES", "PT")),
          new Region(
              "eu-central-1", 0.16, Duration.ofHours(1), List.of("DE", "PL", "IT", "AT", "CH")),
          new Region(
              "ap-southeast-1", 0.13, Duration.ofHours(8), List.of("SG", "ID", "IN", "AU", "JP")),
          new Region("sa-east-1", 0.07, Duration.ofHours(-3), List.of("BR", "AR", "CL")));

  /**
   * How awake its people are at a time: from 0.3 at four in the morning, their time, to 1 at four
   * in the afternoon.
   */
  double awake(long timestamp) {
    double day = Duration.ofDays(1).toMillis();
    double hour = Math.floorMod(timestamp + offset.toMillis(), (long) day) / day * 24;
    return 0.65 - 0.35 * Math.cos((hour - 4) / 24 * 2 * Math.PI);
  }

  /** How awake the whole world is at a time, each region by its share; its mean over a day is 1. */
  static double rhythm(long timestamp) {
    double awake = 0;
    for (Region region : ALL) {
      awake += region.share * region.awake(timestamp);
    }
    return awake / 0.65;
  }
}
