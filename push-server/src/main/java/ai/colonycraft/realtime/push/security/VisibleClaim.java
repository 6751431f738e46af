package ai.colonycraft.realtime.push.security;

import ai.colonycraft.realtime.push.config.TokenConfig;
import ai.colonycraft.realtime.push.hub.Selector;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.metrics.Refusal;
import ai.colonycraft.realtime.push.text.Text;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads from the claims of a token what its bearer sees. The claim is an object, or text that holds
 * one as JSON, for issuers whose claims are text:
 *
 * <pre>{@code
 * {"series": [{"metric": "top_colonies", "labels": {"colony_id": "c-7", "rank": "*"}}],
 *  "activity": [{"colonyId": "c-7"}],
 *  "notifications": [{"colonyId": "c-7"}],
 *  "flamegraphs": ["api-gateway"]}
 * }</pre>
 *
 * <p>Of a kind that is not named the bearer sees nothing. A claim that is not of this form refuses
 * the token, since a part that is not understood may have been meant to narrow it.
 */
final class VisibleClaim {

  private static final String SERIES = "series";
  private static final String ACTIVITY = "activity";
  private static final String NOTIFICATIONS = "notifications";
  private static final String FLAME_GRAPHS = "flamegraphs";
  private static final List<String> KINDS = List.of(SERIES, ACTIVITY, NOTIFICATIONS, FLAME_GRAPHS);

  /** Patterns of one kind; each message is compared with all of them. */
  private static final int MOST_PATTERNS = 100;

  private static final int MOST_FIELDS = 16;
  private static final int MOST_CHARACTERS = 200;

  private final String claim;
  private final boolean required;

  VisibleClaim(TokenConfig config) {
    this.claim = config.visibleClaim();
    this.required = config.visibleRequired();
  }

  /**
   * What the bearer of a token sees: everything if the claim is absent and not required.
   *
   * @throws TokenException if the claim is not of its form, or absent and required
   */
  Visibility of(Map<String, Object> token) throws TokenException {
    Object value = Claims.find(token, claim);
    if (value == null) {
      if (required) {
        throw refused("expected, since auth.visible-required is true");
      }
      return Visibility.EVERYTHING;
    }
    Map<?, ?> kinds = object("", value instanceof String text ? parsed(text) : value);
    for (Object kind : kinds.keySet()) {
      if (!KINDS.contains(kind)) {
        throw refused("expected no fields but " + String.join(", ", KINDS) + ", found " + kind);
      }
    }
    List<Selector> series = new ArrayList<>();
    for (Object pattern : list(SERIES, kinds)) {
      series.add(selector(object(SERIES, pattern)));
    }
    Set<String> flameGraphs = new LinkedHashSet<>();
    for (Object service : list(FLAME_GRAPHS, kinds)) {
      flameGraphs.add(text(FLAME_GRAPHS, service));
    }
    return Visibility.of(
        series, fields(ACTIVITY, kinds), fields(NOTIFICATIONS, kinds), flameGraphs);
  }

  private Object parsed(String text) throws TokenException {
    try {
      return JSONObjectUtils.parse(text);
    } catch (ParseException e) {
      throw refused("expected an object, or text that holds one as JSON");
    }
  }

  private Selector selector(Map<?, ?> pattern) throws TokenException {
    for (Object field : pattern.keySet()) {
      if (!field.equals("metric") && !field.equals("labels")) {
        throw refused(SERIES + ": expected metric and labels, found " + field);
      }
    }
    Object labels = pattern.containsKey("labels") ? pattern.get("labels") : Map.of();
    return new Selector(text(SERIES + ".metric", pattern.get("metric")), texts(SERIES, labels));
  }

  private List<Map<String, String>> fields(String kind, Map<?, ?> kinds) throws TokenException {
    List<Map<String, String>> patterns = new ArrayList<>();
    for (Object pattern : list(kind, kinds)) {
      patterns.add(texts(kind, pattern));
    }
    return patterns;
  }

  private Map<String, String> texts(String where, Object value) throws TokenException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<?, ?> field : object(where, value).entrySet()) {
      String name = text(where, field.getKey());
      texts.put(name, text(where + "." + name, field.getValue()));
    }
    if (texts.size() > MOST_FIELDS) {
      throw refused(where + ": expected at most " + MOST_FIELDS + " fields of a pattern");
    }
    return texts;
  }

  private Map<?, ?> object(String where, Object value) throws TokenException {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw refused(where + (where.isEmpty() ? "" : ": ") + "expected an object");
  }

  private List<?> list(String kind, Map<?, ?> kinds) throws TokenException {
    if (!kinds.containsKey(kind)) {
      return List.of();
    }
    if (kinds.get(kind) instanceof List<?> list && list.size() <= MOST_PATTERNS) {
      return list;
    }
    throw refused(kind + ": expected a list of at most " + MOST_PATTERNS);
  }

  private String text(String where, Object value) throws TokenException {
    if (value instanceof String text && !text.isEmpty() && text.length() <= MOST_CHARACTERS) {
      return text;
    }
    throw refused(where + ": expected text of 1 to " + MOST_CHARACTERS + " characters");
  }

  private TokenException refused(String expected) {
    return new TokenException(
        Refusal.BAD_TOKEN,
        Text.printable("the token's " + claim + ": " + expected, Tokens.MOST_OF_A_REASON));
  }
}
