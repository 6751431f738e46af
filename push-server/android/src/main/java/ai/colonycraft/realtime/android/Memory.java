package ai.colonycraft.realtime.android;

import android.content.Context;
import android.content.SharedPreferences;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What the app keeps between runs: account, place in the stream, incidents that were shown, numbers
 * of the widget. It lies in app-private storage, and backups leave it out. Thread-safe.
 */
final class Memory {

  private static final String FILE = "memory";
  private static final String SERVER = "server";
  private static final String TOKEN = "token";
  private static final String PLACE = "place";
  private static final String SHOWN = "shown";
  private static final String NUMBERS = "numbers";
  private static final String PAGES = "pages";
  private static final String DEVICE = "device";
  private static final String REGISTERED = "registered";

  /** Incidents remembered as shown; beyond it all are forgotten, and open ones are shown again. */
  private static final int MAX_SHOWN = 1_000;

  /** Characters of what the pages keep. */
  private static final int MAX_PAGES = 2_000_000;

  private final SharedPreferences file;

  Memory(Context context) {
    file = context.getSharedPreferences(FILE, Context.MODE_PRIVATE);
  }

  /** Signs in; all that was known of another account is forgotten. */
  void signIn(Account account) {
    file.edit()
        .clear()
        .putString(SERVER, account.server().toString())
        .putString(TOKEN, account.token())
        .commit();
  }

  /** Signs out, and forgets all. */
  void signOut() {
    file.edit().clear().commit();
  }

  /** The account, if the app is signed in. */
  Optional<Account> account() {
    try {
      return Optional.of(Account.of(file.getString(SERVER, null), file.getString(TOKEN, null)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The id of the last event that was handled; null if there is none. */
  String place() {
    return file.getString(PLACE, null);
  }

  void place(String id) {
    file.edit().putString(PLACE, id).apply();
  }

  /** Notes that an incident was shown; returns whether it was new. */
  synchronized boolean noteShown(String id) {
    Set<String> shown = new HashSet<>(file.getStringSet(SHOWN, Set.of()));
    if (shown.size() >= MAX_SHOWN) {
      shown.clear();
    }
    boolean isNew = shown.add(id);
    if (isNew) {
      file.edit().putStringSet(SHOWN, shown).apply();
    }
    return isNew;
  }

  /** Forgets that an incident was shown. */
  synchronized void forgetShown(String id) {
    Set<String> shown = new HashSet<>(file.getStringSet(SHOWN, Set.of()));
    if (shown.remove(id)) {
      file.edit().putStringSet(SHOWN, shown).apply();
    }
  }

  /** Keeps of the shown ones only some, for instance those that are open. */
  synchronized void keepShown(Set<String> ids) {
    Set<String> shown = new HashSet<>(file.getStringSet(SHOWN, Set.of()));
    if (shown.retainAll(ids)) {
      file.edit().putStringSet(SHOWN, shown).apply();
    }
  }

  /** The id by which the server knows this phone as long as the app is signed in. */
  synchronized String device() {
    String known = file.getString(DEVICE, null);
    if (known == null) {
      known = UUID.randomUUID().toString();
      file.edit().putString(DEVICE, known).apply();
    }
    return known;
  }

  /** Whether the server knows this phone as a device of the person. */
  boolean isRegistered() {
    return file.getBoolean(REGISTERED, false);
  }

  void registered() {
    file.edit().putBoolean(REGISTERED, true).apply();
  }

  Numbers numbers() {
    return Numbers.parse(file.getString(NUMBERS, ""));
  }

  void numbers(Numbers numbers) {
    file.edit().putString(NUMBERS, numbers.json()).apply();
  }

  /** What the pages keep for a tab, a JSON object of strings. */
  String pages() {
    return file.getString(PAGES, "{}");
  }

  /** Keeps it; what is too long is not kept, and the pages begin with nothing. */
  void pages(String json) {
    file.edit().putString(PAGES, json.length() > MAX_PAGES ? "{}" : json).apply();
  }
}
