package ai.colonycraft.realtime.jobs.benchmark;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/**
 * One day of a platform whose users come, make a colony, work on it for half an hour, and never
 * come back: at any moment about as many are there, and none of them are those of an hour ago.
 */
final class SimulatedDay {

  /** How long a user stays, and a colony lives. */
  static final Duration STAY = Duration.ofMinutes(30);

  private static final long BEGIN = 1_750_003_200_000L;
  private static final int EVENTS_A_USER = 8;
  private static final String[] PLATFORMS = {"web", "desktop", "ios", "android", "api"};
  private static final String[] REGIONS = {"eu-west-1", "us-east-1", "ap-southeast-1"};
  private static final String[] TYPES = {
    "colony_created", "agent_deployed", "agent_action", "llm_completion", "page_view"
  };

  private final double usersPerSecond;
  private final SplittableRandom random = new SplittableRandom(7);

  /** A day with this number of users in all. */
  SimulatedDay(int users) {
    usersPerSecond = users / (double) Duration.ofDays(1).toSeconds();
  }

  /**
   * Makes the events of a part of the day, in order of time.
   *
   * @param from of the day
   * @param until of the day, exclusive
   * @param to takes the user's number and the event
   * @return how many there were
   */
  long events(Duration from, Duration until, BiConsumer<Integer, String> to) {
    long events = 0;
    double perSecond = usersPerSecond * EVENTS_A_USER;
    for (long second = from.toSeconds(); second < until.toSeconds(); second++) {
      long due = (long) ((second + 1) * perSecond) - (long) (second * perSecond);
      for (long i = 0; i < due; i++) {
        double came = Math.max(0, second - random.nextDouble() * STAY.toSeconds());
        int user = (int) (came * usersPerSecond);
        to.accept(user, event(user, BEGIN + second * 1000 + i * 1000 / due));
      }
      events += due;
    }
    return events;
  }

  /** How many users have come until a time of the day. */
  long users(Duration until) {
    return (long) (until.toSeconds() * usersPerSecond);
  }

  private String event(int user, long timestamp) {
    String type = TYPES[random.nextInt(TYPES.length)];
    String tokens =
        type.equals("llm_completion")
            ? ",\"model\":\"m-" + user % 4 + "\",\"tokens\":" + random.nextInt(1, 2000)
            : "";
    return "{\"type\":\"%s\",\"timestamp\":%d,\"userId\":\"u-%d\",\"username\":\"user %d\"%s,"
            .formatted(type, timestamp, user, user, tokens)
        + "\"platform\":\"%s\",\"region\":\"%s\",\"colonyId\":\"c-%d\",\"colonyName\":\"Reef %d\"}"
            .formatted(
                PLATFORMS[user % PLATFORMS.length], REGIONS[user % REGIONS.length], user, user);
  }
}
