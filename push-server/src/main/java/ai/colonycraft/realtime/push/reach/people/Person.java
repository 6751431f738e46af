package ai.colonycraft.realtime.push.reach.people;

import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.incidents.Incident;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Somebody who is reached away from the screen.
 *
 * @param id the subject of the person's token, or the name kept in the browser where tokens are off
 * @param name to show; the id if the person gave none
 * @param mail address; empty for none
 * @param devices in the order in which they were added
 * @param preferences what to be reached for, when and how
 * @param visibility what the person's token let them see when they last changed something; of it
 *     only notifications count here
 * @param views pages that the person made, in the order in which they were made
 */
public record Person(
    String id,
    String name,
    String mail,
    List<Device> devices,
    Preferences preferences,
    Visibility visibility,
    List<View> views) {

  /** Longest id and name, in characters. */
  public static final int MOST_TEXT = 200;

  static final int MOST_DEVICES = 20;

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if a text or a number of items is out of bounds; the message
   *     names the field
   */
  public Person {
    id = Checks.required("id", id, MOST_TEXT);
    name = Checks.text("name", name, MOST_TEXT);
    name = name.isBlank() ? id : name;
    mail = Checks.mail("mail", mail);
    Checks.size("devices", devices, MOST_DEVICES);
    devices = List.copyOf(devices);
    Objects.requireNonNull(preferences, "preferences");
    Objects.requireNonNull(visibility, "visible");
    Checks.size("views", views, View.MOST);
    views = List.copyOf(views);
  }

  /** Somebody without views. */
  public Person(
      String id,
      String name,
      String mail,
      List<Device> devices,
      Preferences preferences,
      Visibility visibility) {
    this(id, name, mail, devices, preferences, visibility, List.of());
  }

  /** Somebody of whom nothing but the id is known. */
  public static Person of(String id) {
    return new Person(id, id, "", List.of(), Preferences.DEFAULT, Visibility.EVERYTHING);
  }

  /** Whether the person may see an incident, and wants to be reached for it at a moment. */
  public boolean wants(Incident incident, Instant now) {
    return visibility.sees(incident) && preferences.wants(incident, now);
  }

  /** The devices of one kind. */
  public <T extends Device> List<T> devices(Class<T> kind) {
    return devices.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** With a device, in the place of the one with its id if there is one. */
  public Person with(Device device) {
    List<Device> changed = new ArrayList<>(devices);
    for (int i = 0; i < changed.size(); i++) {
      if (changed.get(i).id().equals(device.id())) {
        changed.set(i, device);
        return with(changed);
      }
    }
    changed.add(device);
    return with(changed);
  }

  /** With no device but the one with an id. */
  public Person withOnly(String deviceId) {
    return with(devices.stream().filter(device -> device.id().equals(deviceId)).toList());
  }

  /** Without the device with an id. */
  public Person without(String deviceId) {
    return with(devices.stream().filter(device -> !device.id().equals(deviceId)).toList());
  }

  /** Without the devices that have an id of some others; itself if there is none. */
  Person withoutAll(List<Device> others) {
    List<Device> left =
        devices.stream()
            .filter(device -> others.stream().noneMatch(other -> other.id().equals(device.id())))
            .toList();
    return left.size() == devices.size() ? this : with(left);
  }

  /** The same as somebody who sees this. */
  public Person seeing(Visibility sees) {
    return new Person(id, name, mail, devices, preferences, sees, views);
  }

  /** The same with other preferences. */
  public Person with(Preferences changed) {
    return new Person(id, name, mail, devices, changed, visibility, views);
  }

  /** The view with an id. */
  public Optional<View> view(String viewId) {
    return views.stream().filter(view -> view.id().equals(viewId)).findFirst();
  }

  /**
   * With a view in the place of the one with its id.
   *
   * @param asked with the version on which it is based
   * @param now epoch milliseconds
   * @throws View.ConflictException if that is not the version that the person has
   */
  public Person with(View asked, long now) {
    View next = asked.after(view(asked.id()), now);
    List<View> changed = new ArrayList<>(views);
    changed.replaceAll(view -> view.id().equals(next.id()) ? next : view);
    if (next.version() == 1) {
      changed.add(next);
    }
    return having(changed);
  }

  /** Without the view with an id. */
  public Person withoutView(String viewId) {
    return having(views.stream().filter(view -> !view.id().equals(viewId)).toList());
  }

  private Person having(List<View> changed) {
    return new Person(id, name, mail, devices, preferences, visibility, changed);
  }

  private Person with(List<Device> changed) {
    return new Person(id, name, mail, changed, preferences, visibility, views);
  }
}
