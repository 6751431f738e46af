package ai.colonycraft.realtime.rules;

/** What a match does to the other matches of its key that share events with it. */
public sealed interface Skip {

  /** As a rule's text has it. */
  String words();

  /** Nothing: each of them counts. */
  record None() implements Skip {
    @Override
    public String words() {
      return "none";
    }
  }

  /** Ends those that began with the same event. */
  record ToNext() implements Skip {
    @Override
    public String words() {
      return "toNext";
    }
  }

  /** Ends those that began before its last event: matches don't overlap. */
  record PastLast() implements Skip {
    @Override
    public String words() {
      return "pastLast";
    }
  }

  /** Ends those that began before its first event of a step. */
  record ToFirst(String step) implements Skip {
    @Override
    public String words() {
      return "toFirst " + step;
    }
  }

  /** Ends those that began before its last event of a step. */
  record ToLast(String step) implements Skip {
    @Override
    public String words() {
      return "toLast " + step;
    }
  }
}
