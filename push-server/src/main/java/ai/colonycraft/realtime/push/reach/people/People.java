package ai.colonycraft.realtime.push.reach.people;

import ai.colonycraft.realtime.push.feed.KeyedListener;
import ai.colonycraft.realtime.push.feed.RefusedRecordException;
import ai.colonycraft.realtime.push.publish.Publisher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * Everybody who is reached away from the screen, as the compacted topic {@code people} has them.
 * Any thread may call it.
 *
 * <p>A change is written to Kafka and holds here at once; if Kafka does not take it, it is taken
 * back. Of two changes of one person that are made at the same moment through two push servers the
 * later one holds; through one server both do.
 */
public final class People implements KeyedListener {

  /** People known at most; further ones are refused. */
  public static final int MOST = 10_000;

  private final Publisher publisher;
  private final String topic;

  /** Guarded by itself, as is {@link #loaded}. */
  private final Map<String, Person> people = new HashMap<>();

  private boolean loaded;

  /**
   * Nobody is known yet; pass what the topic holds to this listener.
   *
   * @param publisher writes to the topic
   */
  public People(Publisher publisher, String topic) {
    this.publisher = publisher;
    this.topic = topic;
  }

  /** Whether what Kafka held at the start is known. */
  public boolean isLoaded() {
    synchronized (people) {
      return loaded;
    }
  }

  /** Somebody who is known. */
  public Optional<Person> find(String id) {
    synchronized (people) {
      return Optional.ofNullable(people.get(id));
    }
  }

  /** Everybody, in no order. */
  public Collection<Person> all() {
    synchronized (people) {
      return List.copyOf(people.values());
    }
  }

  /**
   * Changes somebody, who is made if not known. A device that another person has is taken from
   * them: the browser is used by this one now.
   *
   * @return the person as changed, when Kafka has them; fails with {@link
   *     ai.colonycraft.realtime.push.publish.UnavailableException} if it does not take them
   * @throws IllegalArgumentException if the change is out of bounds, or {@link #MOST} are known;
   *     then nothing is written
   */
  public CompletionStage<Person> change(String id, UnaryOperator<Person> change) {
    synchronized (people) {
      Person before = people.get(id);
      if (before == null && people.size() >= MOST) {
        throw new IllegalArgumentException("people: expected at most " + MOST);
      }
      Person after = change.apply(before == null ? Person.of(id) : before);
      if (after.equals(before)) {
        return CompletableFuture.completedFuture(after);
      }
      List<Person> changed = withoutDevicesOf(after);
      changed.add(after);
      List<Publisher.Outgoing> records = new ArrayList<>();
      Map<String, Person> earlier = new HashMap<>();
      for (Person person : changed) {
        records.add(record(person));
        earlier.put(person.id(), people.put(person.id(), person));
      }
      return publisher
          .publish(records)
          .whenComplete(
              (done, failure) -> {
                if (failure != null) {
                  takeBack(changed, earlier);
                }
              })
          .thenApply(done -> after);
    }
  }

  @Override
  public void accept(String key, byte[] value) throws RefusedRecordException {
    Person person;
    try {
      person = PersonJson.read(value);
    } catch (IllegalArgumentException e) {
      throw new RefusedRecordException("wrong_type", e.getMessage());
    }
    if (!person.id().equals(key)) {
      throw new RefusedRecordException("wrong_type", "id: expected the record's key, " + key);
    }
    synchronized (people) {
      if (!people.containsKey(key) && people.size() >= MOST) {
        throw new RefusedRecordException("too_large", "people: expected at most " + MOST);
      }
      people.put(key, person);
    }
  }

  @Override
  public void remove(String key) {
    synchronized (people) {
      people.remove(key);
    }
  }

  @Override
  public void loaded() {
    synchronized (people) {
      loaded = true;
    }
  }

  private Publisher.Outgoing record(Person person) {
    byte[] json = PersonJson.record(person);
    if (json.length > PersonJson.MOST_BYTES) {
      throw new IllegalArgumentException(
          "expected at most "
              + PersonJson.MOST_BYTES
              + " bytes of JSON for devices, preferences and views together");
    }
    return new Publisher.Outgoing(topic, person.id(), json);
  }

  /** Other people who have a device of a person, without it. */
  private List<Person> withoutDevicesOf(Person owner) {
    List<Person> changed = new ArrayList<>();
    for (Person other : people.values()) {
      Person left = other.id().equals(owner.id()) ? other : other.withoutAll(owner.devices());
      if (left != other) {
        changed.add(left);
      }
    }
    return changed;
  }

  /** What Kafka did not take holds no longer, unless it was changed since. */
  private void takeBack(List<Person> changed, Map<String, Person> earlier) {
    synchronized (people) {
      for (Person person : changed) {
        if (people.get(person.id()) == person) {
          if (earlier.get(person.id()) == null) {
            people.remove(person.id());
          } else {
            people.put(person.id(), earlier.get(person.id()));
          }
        }
      }
    }
  }
}
