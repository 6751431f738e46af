package ai.colonycraft.realtime.rules.cel;

import dev.cel.common.ast.CelExpr;
import java.util.Set;

/** Something that must be so for a condition to hold, as {@link Possible} knows it. */
sealed interface Fact {

  /** The kinds of facts. */
  enum Kind {
    NEVER,
    PRESENCE,
    VALUE,
    RELATION
  }

  /** Where the condition says so. */
  CelExpr at();

  Kind kind();

  /** It is not so, whatever the event. */
  record Never(CelExpr at) implements Fact {
    @Override
    public Kind kind() {
      return Kind.NEVER;
    }
  }

  /** A field is there, or is not. */
  record Presence(CelExpr at, String term, boolean present) implements Fact {
    @Override
    public Kind kind() {
      return Kind.PRESENCE;
    }
  }

  /**
   * A value meets a test.
   *
   * @param of the id of the term's node, which has its type
   */
  record Value(CelExpr at, String term, long of, Restriction test) implements Fact {
    @Override
    public Kind kind() {
      return Kind.VALUE;
    }
  }

  /** Two values stand to each other in one of these orders. */
  record Relation(CelExpr at, String left, String right, Set<Order> orders) implements Fact {
    @Override
    public Kind kind() {
      return Kind.RELATION;
    }
  }
}
