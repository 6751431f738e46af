package ai.colonycraft.realtime.push.security;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Finds the words of a claim, which issuers write as text, as a list, or inside an object. */
final class Claims {

  /** The value null of a claim. */
  static final Object NULL = new Object();

  private Claims() {}

  /**
   * The words of a text between its spaces, or the texts of a list as they are.
   *
   * @param path name of the claim; a dot leads into an object unless the name itself has it
   * @return empty if there is no such claim; null if it is neither text nor a list
   */
  static List<String> words(Map<String, Object> claims, String path) {
    Object value = find(claims, path);
    if (value == null || value == NULL) {
      return List.of();
    }
    if (value instanceof String text) {
      return Arrays.stream(text.split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }
    if (value instanceof List<?> list) {
      return list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
    }
    return null;
  }

  /**
   * The value of a claim. A name with dots in it, like a URL, is looked for before the dots lead
   * into objects.
   *
   * @return null if there is no such claim; {@link #NULL} if there is, with the value null
   */
  static Object find(Map<?, ?> claims, String path) {
    if (claims.containsKey(path)) {
      Object value = claims.get(path);
      return value == null ? NULL : value;
    }
    Object value = null;
    for (int dot = path.indexOf('.'); value == null && dot >= 0; dot = path.indexOf('.', dot + 1)) {
      if (claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
        value = find(inner, path.substring(dot + 1));
      }
    }
    return value;
  }
}
