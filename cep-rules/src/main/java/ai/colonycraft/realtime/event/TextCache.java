package ai.colonycraft.realtime.event;

import java.nio.charset.StandardCharsets;

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

  /** The text of these bytes, which are ASCII. */
  String text(byte[] ascii, int offset, int length) {
    int hash = length;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + ascii[i];
    }
    int slot = (hash ^ hash >>> 15) & slots.length - 1;
    String cached = slots[slot];
    if (cached != null && equal(cached, ascii, offset, length)) {
      return cached;
    }
    String text = new String(ascii, offset, length, StandardCharsets.ISO_8859_1);
    slots[slot] = text;
    return text;
  }

  private static boolean equal(String text, byte[] ascii, int offset, int length) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != ascii[offset + i]) {
        return false;
      }
    }
    return true;
  }
}
