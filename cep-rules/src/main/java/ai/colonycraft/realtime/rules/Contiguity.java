package ai.colonycraft.realtime.rules;

/** What may lie between an event and the one before it in a match. */
public enum Contiguity {
  /** Nothing: of the events of the rule's types and key, it is the very next. */
  NEXT("next"),
  /** Events that don't fit; the first that fits is taken. */
  FOLLOWED_BY("followedBy"),
  /** Any events; each that fits is taken, in a match of its own. */
  FOLLOWED_BY_ANY("followedByAny");

  private final String word;

  Contiguity(String word) {
    this.word = word;
  }

  /** As a rule's text has it. */
  public String word() {
    return word;
  }
}
