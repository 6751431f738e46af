package ai.colonycraft.realtime.jobs.quickstart.platform;

import ai.colonycraft.realtime.jobs.topics.Topic;
import ai.colonycraft.realtime.jobs.topics.Topics;
import java.util.Map;

/**
 * One record for Kafka.
 *
 * @param topic where it goes
 * @param key the value of the topic's key field; null if the record has none
 * @param value UTF-8 JSON, or whatever a recording held
 */
public record PlatformEvent(Topic topic, String key, byte[] value) {

  /** An event of user activity. */
  static PlatformEvent ofUser(Map<String, Object> fields) {
    return new PlatformEvent(
        Topics.USER_ACTIVITY, (String) fields.get("userId"), Json.bytes(fields));
  }

  /** A report of a browser. */
  static PlatformEvent ofClient(Map<String, Object> fields) {
    return new PlatformEvent(
        Topics.CLIENT_REPORTS, (String) fields.get("sessionId"), Json.bytes(fields));
  }

  /** An event of a service. */
  static PlatformEvent ofService(Map<String, Object> fields) {
    return new PlatformEvent(
        Topics.SERVICE_EVENTS, (String) fields.get("service"), Json.bytes(fields));
  }
}
