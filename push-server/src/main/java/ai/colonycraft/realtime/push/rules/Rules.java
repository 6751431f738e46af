package ai.colonycraft.realtime.push.rules;

import ai.colonycraft.realtime.push.feed.KeyedListener;
import ai.colonycraft.realtime.push.feed.RefusedRecordException;
import ai.colonycraft.realtime.push.publish.Publisher;
import ai.colonycraft.realtime.push.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * All rules, by two topics: the topic of rules, which has the texts, and the topic of their states,
 * which the correlation job writes. Only the version of a text is kept. Any thread may call it.
 */
public final class Rules {

  /** Rules known at most; further ones are refused. */
  public static final int MOST = 10_000;

  /** Longest id. */
  private static final int MOST_OF_ID = 200;

  /** Bytes of all descriptions; further ones are refused. */
  private static final long MOST_BYTES = 64L << 20;

  private static final String DESCRIPTION = "rule/";
  private static final String FIGURES = "figures/";

  private final Publisher publisher;
  private final String topic;

  /** Guarded by this, as is all that follows. */
  private final Map<String, String> versions = new TreeMap<>();

  private final Map<String, Described> descriptions = new HashMap<>();
  private final Map<String, RuleView.Figures> figures = new HashMap<>();
  private long bytes;
  private boolean textsLoaded;
  private boolean statesLoaded;

  private record Described(RuleDescription description, int bytes) {}

  /**
   * Knows no rule yet; pass what the topics hold to {@link #texts} and {@link #states}.
   *
   * @param publisher writes to the topic of rules
   * @param topic of rules
   */
  public Rules(Publisher publisher, String topic) {
    this.publisher = publisher;
    this.topic = topic;
  }

  /** Whether there is a topic of rules and what it held at the start is known. */
  public synchronized boolean textsLoaded() {
    return textsLoaded;
  }

  /** Whether there is a topic of states and what it held at the start is known. */
  public synchronized boolean statesLoaded() {
    return statesLoaded;
  }

  /** All of them, by id. */
  public synchronized List<RuleView> all() {
    List<RuleView> all = new ArrayList<>();
    versions.keySet().forEach(id -> all.add(view(id)));
    return all;
  }

  /** One of them. */
  public synchronized Optional<RuleView> find(String id) {
    return versions.containsKey(id) ? Optional.of(view(id)) : Optional.empty();
  }

  private RuleView view(String id) {
    return new RuleView(
        id,
        versions.get(id),
        Optional.ofNullable(descriptions.get(id)).map(Described::description),
        Optional.ofNullable(figures.get(id)));
  }

  /**
   * Writes the text that puts a rule to rest, or back.
   *
   * @param rule as whoever decided saw it
   * @param requestId of the request that asked for it
   * @return done when Kafka has it; fails with {@link
   *     ai.colonycraft.realtime.push.publish.UnavailableException} if it does not take it
   * @throws IllegalStateException if the text has changed since, the job has not processed it yet,
   *     or knows no such text
   */
  public CompletionStage<Void> toggle(RuleView rule, String requestId) {
    Publisher.Outgoing record;
    synchronized (this) {
      if (rule.isChanging() || !rule.version().equals(versions.get(rule.id()))) {
        throw new IllegalStateException("the rule has changed meanwhile");
      }
      String text =
          rule.description()
              .flatMap(RuleDescription::toggled)
              .orElseThrow(() -> new IllegalStateException("no text is known for it"));
      record =
          new Publisher.Outgoing(
              topic, rule.id(), text.getBytes(StandardCharsets.UTF_8), requestId);
    }
    return publisher.publish(List.of(record));
  }

  /** Takes the records of the topic of rules. */
  public KeyedListener texts() {
    return new KeyedListener() {
      @Override
      public void accept(String key, byte[] value) throws RefusedRecordException {
        synchronized (Rules.this) {
          checkRoom(key, versions);
          versions.put(key, version(value));
        }
      }

      @Override
      public void remove(String key) {
        synchronized (Rules.this) {
          versions.remove(key);
        }
      }

      @Override
      public void loaded() {
        synchronized (Rules.this) {
          textsLoaded = true;
        }
      }
    };
  }

  /** Takes the records of the topic of states. */
  public KeyedListener states() {
    return new KeyedListener() {
      @Override
      public void accept(String key, byte[] value) throws RefusedRecordException {
        if (key.startsWith(DESCRIPTION)) {
          describe(key.substring(DESCRIPTION.length()), value);
        } else if (key.startsWith(FIGURES)) {
          String id = key.substring(FIGURES.length());
          RuleView.Figures read = RuleStateJson.figures(value);
          synchronized (Rules.this) {
            checkRoom(id, figures);
            figures.put(id, read);
          }
        } else {
          throw new RefusedRecordException("wrong_type", "key: expected rule/ID or figures/ID");
        }
      }

      @Override
      public void remove(String key) {
        synchronized (Rules.this) {
          if (key.startsWith(DESCRIPTION)) {
            forget(key.substring(DESCRIPTION.length()));
          } else if (key.startsWith(FIGURES)) {
            figures.remove(key.substring(FIGURES.length()));
          }
        }
      }

      @Override
      public void loaded() {
        synchronized (Rules.this) {
          statesLoaded = true;
        }
      }
    };
  }

  private void describe(String id, byte[] value) throws RefusedRecordException {
    RuleDescription read = RuleStateJson.description(value);
    synchronized (this) {
      checkRoom(id, descriptions);
      forget(id);
      if (bytes + value.length > MOST_BYTES) {
        throw new RefusedRecordException(
            "too_large", "expected at most " + MOST_BYTES + " bytes of all rules");
      }
      bytes += value.length;
      descriptions.put(id, new Described(read, value.length));
    }
  }

  private void forget(String id) {
    Described gone = descriptions.remove(id);
    bytes -= gone == null ? 0 : gone.bytes();
  }

  private static void checkRoom(String id, Map<String, ?> of) throws RefusedRecordException {
    if (id.isBlank() || id.length() > MOST_OF_ID) {
      throw new RefusedRecordException(
          "wrong_type", "key: expected an id of 1 to " + MOST_OF_ID + " characters");
    }
    if (of.size() >= MOST && !of.containsKey(id)) {
      throw new RefusedRecordException("too_large", "expected at most " + MOST + " rules");
    }
  }

  /** As the correlation job makes it: the first eight hexadecimal digits of the SHA-256. */
  private static String version(byte[] text) {
    return HexFormat.of().formatHex(Sha256.of(text), 0, 4);
  }
}
