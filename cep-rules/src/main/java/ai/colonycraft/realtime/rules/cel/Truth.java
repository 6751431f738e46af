package ai.colonycraft.realtime.rules.cel;

/**
 * What a condition comes to in CEL: beside true and false there is an error, most often of a field
 * that the event lacks. An error is false in the end, but {@code false && error} is false and
 * {@code true || error} is true, so that an error must be distinguished from false until then.
 */
enum Truth {
  TRUE,
  FALSE,
  ERROR;

  static Truth of(boolean value) {
    return value ? TRUE : FALSE;
  }

  Truth not() {
    return switch (this) {
      case TRUE -> FALSE;
      case FALSE -> TRUE;
      case ERROR -> ERROR;
    };
  }
}
