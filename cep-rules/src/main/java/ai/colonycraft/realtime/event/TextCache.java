package ai.colonycraft.realtime.event;

/**
 * Gives one String object for equal texts most of the time, without making a new one first. A fixed
 * table in which a newcomer takes the place of whoever had its slot, so it can't grow. Not
 * thread-safe.
 */
final class TextCache {

  private final String[] slots;

  /** Takes the number of slots, a power of two. */
  TextCache(int slots) {
    this.slots = new String[slots];
  }

  String text(char[] chars, int offset, int length) {
    int hash = length;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + chars[i];
    }
    int slot = (hash ^ hash >>> 15) & slots.length - 1;
    String cached = slots[slot];
    if (cached != null && equal(cached, chars, offset, length)) {
      return cached;
    }
    String text = new String(chars, offset, length);
    slots[slot] = text;
    return text;
  }

  private static boolean equal(String text, char[] chars, int offset, int length) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != chars[offset + i]) {
        return false;
      }
    }
    return true;
  }
}
