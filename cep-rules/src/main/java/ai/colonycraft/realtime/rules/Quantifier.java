package ai.colonycraft.realtime.rules;

/** How many events take a step. */
public sealed interface Quantifier {

  /** Whether it can be more than one. */
  boolean isMany();

  /** The least number of events that take the step, if it is taken. */
  int least();

  /** As a rule's text has it. */
  String words();

  /** Just one. */
  record Once() implements Quantifier {
    @Override
    public boolean isMany() {
      return false;
    }

    @Override
    public int least() {
      return 1;
    }

    @Override
    public String words() {
      return "once";
    }
  }

  /** Just so many. */
  record Exactly(int times) implements Quantifier {
    public Exactly {
      atLeastOne(times);
    }

    @Override
    public boolean isMany() {
      return times > 1;
    }

    @Override
    public int least() {
      return times;
    }

    @Override
    public String words() {
      return times + " times";
    }
  }

  /** So many or more. */
  record AtLeast(int times) implements Quantifier {
    public AtLeast {
      atLeastOne(times);
    }

    @Override
    public boolean isMany() {
      return true;
    }

    @Override
    public int least() {
      return times;
    }

    @Override
    public String words() {
      return times + " times or more";
    }
  }

  /** From so many to so many, both included. */
  record Between(int from, int to) implements Quantifier {
    public Between {
      atLeastOne(from);
      if (to < from) {
        throw new IllegalArgumentException("expected from..to, found %d..%d".formatted(from, to));
      }
    }

    @Override
    public boolean isMany() {
      return to > 1;
    }

    @Override
    public int least() {
      return from;
    }

    @Override
    public String words() {
      return "%d to %d times".formatted(from, to);
    }
  }

  private static void atLeastOne(int times) {
    if (times < 1) {
      throw new IllegalArgumentException("expected at least 1, found " + times);
    }
  }
}
