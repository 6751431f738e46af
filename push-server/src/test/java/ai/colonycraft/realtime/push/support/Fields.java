package ai.colonycraft.realtime.push.support;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Fields of tests that extensions fill. */
final class Fields {

  private Fields() {}

  /** Puts a value into every field of its type, of an object or, without one, of its class. */
  static void set(Class<?> test, Object instance, Object value) throws IllegalAccessException {
    for (Field field :
        ReflectionSupport.findFields(
            test, f -> f.getType() == value.getClass(), HierarchyTraversalMode.TOP_DOWN)) {
      field.setAccessible(true);
      field.set(instance, value);
    }
  }

  /** The values of all fields of a type, of an object or, without one, of its class. */
  static <T> List<T> get(Class<?> test, Object instance, Class<T> type)
      throws IllegalAccessException {
    List<T> values = new ArrayList<>();
    for (Field field :
        ReflectionSupport.findFields(
            test, f -> f.getType() == type, HierarchyTraversalMode.TOP_DOWN)) {
      field.setAccessible(true);
      values.add(type.cast(field.get(instance)));
    }
    return values;
  }
}
