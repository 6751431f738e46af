package ai.colonycraft.realtime.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;

/**
 * What the history holds of a range of time. Figures of ranges that do not overlap add up exactly;
 * distinct users and colonies are united by their sketches.
 */
final class Figures {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Windows of 5 minutes that were found. */
  public long windows;

  public long events;

  /** Tokens spent; null unless each window has them. */
  public Long tokens = 0L;

  /** Most users in one window. */
  public long usersPeak;

  /** Registers of the sketch of users; empty without any. */
  public byte[] users = {};

  /** Registers of the sketch of colonies; empty without any. */
  public byte[] colonies = {};

  /** By the name of the service; an empty name is the sum over all. */
  public Map<String, Service> services = new HashMap<>();

  /** Those that had most events in some window, by id. */
  public Map<String, Colony> top = new HashMap<>();

  /** Requests of a service, in all regions. */
  static final class Service {
    public long requests;

    /** Answered with a status of 500 or above. */
    public long errors;

    public Histogram durations = Histogram.empty();

    void add(Service other) {
      requests += other.requests;
      errors += other.errors;
      durations.add(other.durations);
    }
  }

  /** A colony's events. */
  static final class Colony {
    public String name;
    public long events;
  }

  /** Adds figures of another range. */
  void add(Figures other) {
    windows += other.windows;
    events += other.events;
    tokens = sum(tokens, other.tokens);
    usersPeak = Math.max(usersPeak, other.usersPeak);
    users = united(users, other.users);
    colonies = united(colonies, other.colonies);
    other.services.forEach(
        (name, its) -> services.computeIfAbsent(name, n -> new Service()).add(its));
    other.top.forEach((id, its) -> addColony(id, its.name, its.events));
  }

  void addColony(String id, String name, long events) {
    Colony colony = top.computeIfAbsent(id, i -> new Colony());
    colony.name = name == null ? colony.name : name;
    colony.events += events;
  }

  /** The sum of amounts; null if one is unknown. */
  static Long sum(Long a, Long b) {
    return a == null || b == null ? null : Long.valueOf(a + b);
  }

  /** The sketch of what either has seen: the greater of each register. */
  static byte[] united(byte[] a, byte[] b) {
    if (a.length == 0 || b.length == 0) {
      return a.length == 0 ? b : a;
    }
    byte[] both = new byte[a.length];
    for (int i = 0; i < a.length; i++) {
      both[i] = (byte) Math.max(a[i], b[i]);
    }
    return both;
  }

  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("writing to memory", e);
    }
  }

  static Figures of(String json) {
    try {
      return JSON.readValue(json, Figures.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("figures that this job wrote can't be read", e);
    }
  }
}
