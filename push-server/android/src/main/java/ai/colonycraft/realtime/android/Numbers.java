package ai.colonycraft.realtime.android;

import java.io.IOException;
import java.text.NumberFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;

/**
 * The four numbers of the widget as they were last read.
 *
 * @param time of the newest value, epoch milliseconds; 0 if there is none
 * @param values by metric; a metric without a value is absent
 */
record Numbers(long time, Map<String, Double> values) {

  static final String USERS = "active_users";
  static final String REQUESTS = "request_rate";
  static final String ERRORS = "error_rate";
  static final String APDEX = "apdex";
  static final Numbers NONE = new Numbers(0, Map.of());

  private static final List<String> NAMES = List.of(USERS, REQUESTS, ERRORS, APDEX);

  /** Age at which numbers are called old. */
  private static final long OLD_MILLIS = 300_000;

  /**
   * Asks the server for the newest totals.
   *
   * @throws IOException if it does not answer, or not with JSON
   */
  static Numbers read(Server server) throws IOException {
    long time = 0;
    Map<String, Double> values = new LinkedHashMap<>();
    try {
      for (String name : NAMES) {
        String answer = server.get("/api/metrics/" + name + "?minutes=5");
        JSONArray point = lastPoint(new JSONObject(answer));
        if (point != null) {
          time = Math.max(time, point.getLong(0));
          values.put(name, point.getDouble(1));
        }
      }
    } catch (JSONException e) {
      throw new IOException("an answer is malformed", e);
    }
    return new Numbers(time, values);
  }

  private static JSONArray lastPoint(JSONObject answer) throws JSONException {
    JSONArray series = answer.getJSONArray("series");
    JSONArray last = null;
    for (int i = 0; i < series.length(); i++) {
      JSONArray points = series.getJSONObject(i).getJSONArray("points");
      if (series.getJSONObject(i).getJSONObject("labels").length() == 0 && points.length() > 0) {
        last = points.getJSONArray(points.length() - 1);
      }
    }
    return last;
  }

  /** As it is kept; what can't be read is {@link #NONE}. */
  static Numbers parse(String json) {
    try {
      JSONObject kept = new JSONObject(json);
      Map<String, Double> values = new LinkedHashMap<>();
      for (String name : NAMES) {
        if (kept.has(name)) {
          values.put(name, kept.getDouble(name));
        }
      }
      return new Numbers(kept.getLong("time"), values);
    } catch (JSONException e) {
      return NONE;
    }
  }

  String json() {
    try {
      return new JSONObject(values).put("time", time).toString();
    } catch (JSONException e) {
      throw new AssertionError(e);
    }
  }

  boolean isOld(long now) {
    return now - time > OLD_MILLIS;
  }

  /** A number as it is shown; a dash if there is none. */
  String shown(String name, Locale locale) {
    Double value = values.get(name);
    if (value == null) {
      return "–";
    }
    NumberFormat format =
        name.equals(ERRORS)
            ? NumberFormat.getPercentInstance(locale)
            : NumberFormat.getNumberInstance(locale);
    format.setMaximumFractionDigits(
        switch (name) {
          case APDEX, ERRORS -> 2;
          case REQUESTS -> value < 10 ? 1 : 0;
          default -> 0;
        });
    return format.format(value);
  }
}
