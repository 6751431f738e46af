package ai.colonycraft.realtime.rules.cel;

import ai.colonycraft.realtime.event.Event;
import ai.colonycraft.realtime.event.Field;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** An event as CEL's interpreter reads it: a map of the fields that it has. */
final class EventView extends AbstractMap<String, Object> {

  private final Event event;

  EventView(Event event) {
    this.event = event;
  }

  @Override
  public Object get(Object name) {
    if (EventType.EXTRA.equals(name)) {
      return event.unknown();
    }
    if (Scope.MEASURED.equals(name) || Scope.USUAL.equals(name)) {
      return event.unknown().get(name) instanceof Double value ? value : null;
    }
    Field field = Field.named((String) name);
    return field == null ? null : event.value(field);
  }

  @Override
  public boolean containsKey(Object name) {
    return get(name) != null;
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    Map<String, Object> all = new HashMap<>();
    all.put(EventType.EXTRA, event.unknown());
    for (Field field : Field.values()) {
      if (event.value(field) != null) {
        all.put(field.jsonName(), event.value(field));
      }
    }
    return all.entrySet();
  }
}
