package ai.colonycraft.realtime.jobs.benchmark;

import ai.colonycraft.realtime.jobs.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Events of a number of users in a number of colonies, of the simulated platform's form and size.
 * Here each of both is as likely as any other, so that all of them have state: the worst case for
 * memory.
 */
final class GrowthInput {

  /** The start of a window. */
  private static final long START = 1_772_625_600_000L;

  /** Walks through all users in no order of their numbers before any comes again. */
  private static final long STEP = 7_919;

  private static final String[] PLATFORMS = {"web", "desktop", "ios", "android", "api"};
  private static final String[] COUNTRIES = {"DE", "US", "IN", "BR", "JP", "FR"};
  private static final String[] REGIONS = {"eu-central-1", "us-east-1", "ap-southeast-1"};
  private static final String[] MODELS = {"atlas-large", "atlas-small", "scribe-mini"};
  private static final String[] TYPES = {
    "agent_action", "agent_action", "page_view", "llm_completion", "colony_modified"
  };

  private final SplittableRandom random = new SplittableRandom(11);
  private final GrowthCase size;

  GrowthInput(GrowthCase size) {
    this.size = size;
  }

  /**
   * Sends their events of a duration, and returns when Kafka has them.
   *
   * @return how many events
   */
  long fill(String bootstrapServers, Duration length) {
    return fill(bootstrapServers, Duration.ZERO, length);
  }

  /**
   * As {@link #fill(String, Duration)}, from a time on at which the events before were over.
   *
   * @return how many events
   */
  long fill(String bootstrapServers, Duration from, Duration length) {
    long first = (long) (from.toSeconds() * size.rate());
    long events = (long) (length.toSeconds() * size.rate());
    try (KafkaProducer<String, byte[]> producer = RecordedInput.producer(bootstrapServers)) {
      for (long i = first; i < first + events; i++) {
        long user = i * STEP % size.users();
        long timestamp = START + from.toMillis() + (i - first) * length.toMillis() / events;
        producer.send(
            new ProducerRecord<>(
                Topics.USER_ACTIVITY.name(), "u-" + user, event(i, (int) user, timestamp)));
      }
    }
    return events;
  }

  private byte[] event(long number, int user, long timestamp) {
    int colony = random.nextInt(size.colonies());
    String type = TYPES[random.nextInt(TYPES.length)];
    StringBuilder json = new StringBuilder(360);
    json.append("{\"eventId\":\"user-").append(number);
    json.append("\",\"type\":\"").append(type);
    json.append("\",\"timestamp\":").append(timestamp);
    json.append(",\"userId\":\"u-").append(user);
    json.append("\",\"username\":\"amber_otter_").append(user);
    json.append("\",\"sessionId\":\"s-").append(1_000_000_000_000L + user);
    json.append("\",\"platform\":\"").append(PLATFORMS[user % PLATFORMS.length]);
    json.append("\",\"countryCode\":\"").append(COUNTRIES[user % COUNTRIES.length]);
    json.append("\",\"region\":\"").append(REGIONS[user % REGIONS.length]);
    json.append("\",\"colonyId\":\"c-").append(9_000_000_000L + colony);
    json.append("\",\"colonyName\":\"Amber Foundry ").append(colony);
    if (type.equals("llm_completion")) {
      json.append("\",\"model\":\"").append(MODELS[colony % MODELS.length]);
      json.append("\",\"tokens\":").append(random.nextInt(20, 4_000)).append('}');
    } else {
      json.append("\",\"agentId\":\"a-").append(5_000_000_000L + colony);
      json.append("\",\"agentName\":\"scout-").append(colony % 9).append("\"}");
    }
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
