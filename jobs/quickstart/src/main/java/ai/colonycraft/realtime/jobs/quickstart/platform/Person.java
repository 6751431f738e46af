package ai.colonycraft.realtime.jobs.quickstart.platform;

import java.util.List;

/**
 * A user.
 *
 * @param platform what they mostly come with
 * @param thirst how many tokens they spend beside the common user's 1
 */
record Person(
    String id, String username, Region region, String country, String platform, double thirst) {

  private static final List<String> NAMES =
      List.of(
          "ada", "bruno", "chidi", "dana", "elif", "farid", "grete", "hana", "ines", "jonas",
          "kofi", "lena", "mateo", "nia", "omar", "priya", "quinn", "rosa", "sven", "tala", "uma",
          "viktor", "wren", "ximena", "yuki", "zora");
  private static final List<String> PLATFORMS = List.of("web", "ios", "android", "desktop", "api");
  private static final List<Double> SHARES = List.of(0.42, 0.2, 0.18, 0.14, 0.06);

  static Person born(int number, Chance chance) {
    Region region = chance.any(Region.ALL, Region::share);
    return new Person(
        "u-%06d".formatted(number),
        chance.any(NAMES) + number,
        region,
        chance.early(region.countries()),
        chance.any(PLATFORMS, platform -> SHARES.get(PLATFORMS.indexOf(platform))),
        chance.lognormal(1, 1));
  }

  /** Whether it is a program that asks, which sees no pages. */
  boolean isProgram() {
    return platform.equals("api");
  }
}
