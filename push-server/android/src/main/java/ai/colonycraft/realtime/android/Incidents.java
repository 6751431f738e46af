package ai.colonycraft.realtime.android;

import android.util.Log;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;

/**
 * Decides what the phone shows, from the events of {@code /sse/notifications}: an incident is shown
 * once, and withdrawn when it ends or anybody takes it. Called by the thread that reads the stream.
 */
final class Incidents {

  private static final String TAG = "incidents";

  /** Where alerts are shown. */
  interface Screen {
    void show(Alert alert);

    void withdraw(String id);

    /** Ids of the warnings and critical ones that are shown. */
    Set<String> shown();
  }

  /** Asks the server what is open. */
  interface OpenIncidents {

    /** The answer of {@code GET /api/notifications?state=open}. */
    String read() throws IOException;
  }

  private final Screen screen;
  private final Memory memory;

  Incidents(Screen screen, Memory memory) {
    this.screen = screen;
    this.memory = memory;
  }

  /**
   * Takes an event. One that is malformed is logged and skipped.
   *
   * @param type as the stream names it
   * @throws IOException if the server has to be asked what is open, and does not answer
   */
  void take(String type, String data, OpenIncidents open) throws IOException {
    try {
      JSONObject event = new JSONObject(data);
      switch (type) {
        case "message" -> takeNew(Alert.of(event));
        case "update" -> takeChanged(Alert.of(event.getJSONObject("update")));
        case "ack" -> screen.withdraw(event.getJSONObject("ack").getString("id"));
        case "actions" -> takeActions(event.getJSONObject("actions"), open);
        case "synced", "silences" -> compare(open.read());
        default -> {
          // Groups and positions change nothing here.
        }
      }
    } catch (JSONException e) {
      Log.w(TAG, "skipped a malformed event of type " + type, e);
    }
  }

  private void takeNew(Alert alert) {
    boolean wanted = alert.interrupts() && !alert.ended() && !alert.taken();
    if (wanted && memory.noteShown(alert.id())) {
      screen.show(alert);
    }
  }

  private void takeChanged(Alert alert) {
    if (alert.ended() || !alert.interrupts()) {
      screen.withdraw(alert.id());
    } else if (screen.shown().contains(alert.id())) {
      screen.show(alert);
    }
  }

  private void takeActions(JSONObject actions, OpenIncidents open)
      throws IOException, JSONException {
    String id = actions.getString("id");
    if (Alert.isTaken(actions)) {
      screen.withdraw(id);
    } else {
      // An acknowledgement was taken back.
      memory.forgetShown(id);
      compare(open.read());
    }
  }

  /**
   * Withdraws what needs nobody any more, and shows what is open and was never shown: of a group
   * the first, and nothing if somebody has taken one of it.
   */
  private void compare(String answer) throws JSONException {
    JSONArray list = new JSONObject(answer).getJSONArray("notifications");
    List<Alert> oldestFirst = new ArrayList<>();
    Set<String> quietGroups = new HashSet<>();
    for (int i = list.length() - 1; i >= 0; i--) {
      Alert alert = Alert.of(list.getJSONObject(i));
      if (alert.taken()) {
        quietGroups.add(alert.group());
      } else if (alert.interrupts()) {
        oldestFirst.add(alert);
      }
    }
    Set<String> open = oldestFirst.stream().map(Alert::id).collect(Collectors.toSet());
    screen.shown().stream().filter(id -> !open.contains(id)).forEach(screen::withdraw);
    memory.keepShown(open);
    for (Alert alert : oldestFirst) {
      if (quietGroups.add(alert.group())) {
        takeNew(alert);
      }
    }
  }
}
