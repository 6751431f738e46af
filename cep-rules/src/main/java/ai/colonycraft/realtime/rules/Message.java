package ai.colonycraft.realtime.rules;

import ai.colonycraft.realtime.rules.cel.Template;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The templates of a notification.
 *
 * @param title a few words
 * @param text a sentence or two
 * @param context values for whoever looks closer, by name
 * @param actionUrl where to act on it
 */
public record Message(
    Template title, Template text, Map<String, Template> context, Optional<Template> actionUrl) {

  /** A notification without text. */
  public static final Message NONE =
      new Message(Template.EMPTY, Template.EMPTY, Map.of(), Optional.empty());

  public Message {
    context = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(context));
  }
}
