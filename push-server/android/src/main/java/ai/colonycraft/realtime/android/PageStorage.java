package ai.colonycraft.realtime.android;

import org.json.JSONException;
import org.json.JSONObject;
import org.json.JSONTokener;

/**
 * What the pages keep for a tab: token and last values. A tab's storage ends with the app's
 * process, so the app keeps it, and puts it back with a small document of the pages' own origin
 * before it opens a page.
 */
final class PageStorage {

  private static final String PREFIX = "colonycraft.";
  private static final String TOKEN = PREFIX + "token";

  /** A script that returns what the tab keeps, without the token, as JSON. */
  static final String READ =
      "JSON.stringify(Object.fromEntries(Object.entries(sessionStorage)"
          + ".filter(([key]) => key.startsWith('"
          + PREFIX
          + "') && key !== '"
          + TOKEN
          + "')))";

  private PageStorage() {}

  /**
   * The document that fills the tab's storage and then opens a page.
   *
   * @param token empty if there is none
   * @param kept what {@link #READ} returned at last
   * @param path encoded as in an address
   */
  static String opening(String token, String kept, String path) {
    try {
      JSONObject storage = new JSONObject();
      if (!token.isEmpty()) {
        storage = new JSONObject(kept).put(TOKEN, token);
      }
      return "<!doctype html><script>for (const [key, value] of Object.entries("
          + script(storage.toString())
          + ")) sessionStorage.setItem(key, value); location.replace("
          + script(JSONObject.quote(path))
          + ")</script>";
    } catch (JSONException e) {
      throw new IllegalStateException("what was kept is no JSON object", e);
    }
  }

  /** What {@code evaluateJavascript} returns is JSON of a text; an empty object if it is not. */
  static String unwrapped(String json) {
    try {
      Object text = new JSONTokener(json).nextValue();
      return new JSONObject(String.valueOf(text)).toString();
    } catch (JSONException e) {
      return "{}";
    }
  }

  /** JSON as it may stand in a script. */
  private static String script(String json) {
    return json.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
  }
}
