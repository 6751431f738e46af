package ai.colonycraft.realtime.rules.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks whether a condition can hold for any event at all. It takes the condition apart into its
 * cases, those of an {@code ||}, and looks in each for two facts that exclude each other: two
 * values of one field, bounds with nothing between them, a field that is compared and must be
 * absent. What it doesn't understand it takes as possible, so that what it finds is never wrong.
 */
final class Possible {

  private final Facts facts;
  private final CelAbstractSyntaxTree ast;
  private final Optional<String> type;

  /**
   * Takes a checked condition.
   *
   * @param type the event's type, if it is known
   * @param emptyStep a step that no event has taken yet, if there is such a one
   */
  Possible(CelAbstractSyntaxTree ast, Optional<String> type, Optional<String> emptyStep) {
    this.ast = ast;
    this.type = type;
    this.facts = new Facts(emptyStep);
  }

  /** Why it can't hold; empty if it may. */
  Optional<Issue> contradiction() {
    Issue first = null;
    for (List<Fact> facts : this.facts.cases(ast.getExpr(), true)) {
      Optional<Issue> found = contradiction(facts);
      if (found.isEmpty()) {
        return found;
      }
      first = first == null ? found.get() : first;
    }
    return Optional.ofNullable(first);
  }

  private Optional<Issue> contradiction(List<Fact> facts) {
    Map<String, List<Fact.Value>> values = new HashMap<>();
    Map<String, Fact.Presence> presences = new HashMap<>();
    Map<String, Set<Order>> orders = new LinkedHashMap<>();
    for (Fact fact : facts) {
      Optional<String> why =
          switch (fact.kind()) {
            case NEVER -> Optional.of("it is never true");
            case PRESENCE -> present((Fact.Presence) fact, presences);
            case VALUE -> value((Fact.Value) fact, values);
            case RELATION -> relation((Fact.Relation) fact, orders);
          };
      if (why.isPresent()) {
        return Optional.of(issue(fact.at(), why.get()));
      }
    }
    return Optional.empty();
  }

  private Optional<String> present(Fact.Presence fact, Map<String, Fact.Presence> known) {
    Fact.Presence before = known.putIfAbsent(fact.term(), fact);
    return before == null || before.present() == fact.present()
        ? Optional.empty()
        : Optional.of(
            "it needs %s, and the condition asks for it to be absent".formatted(fact.term()));
  }

  private Optional<String> value(Fact.Value fact, Map<String, List<Fact.Value>> known) {
    boolean ofType = fact.term().equals(Facts.TYPE);
    List<Fact.Value> all = known.computeIfAbsent(fact.term(), t -> new ArrayList<>());
    if (new Domain(List.of(fact), isWhole(fact)).isEmpty()) {
      return Optional.of("it is never true");
    }
    if (ofType && type.isPresent() && !fact.test().holds(type.get())) {
      return Optional.of("the type of the event is " + type.get());
    }
    for (Fact.Value other : all) {
      if (new Domain(List.of(fact, other), isWhole(fact)).isEmpty()) {
        return Optional.of("it excludes %s%s".formatted(words(other.at()), mend(fact, other)));
      }
    }
    all.add(fact);
    return new Domain(all, isWhole(fact)).isEmpty()
        ? Optional.of("the conditions on %s leave no value".formatted(fact.term()))
        : Optional.empty();
  }

  private static String mend(Fact.Value fact, Fact.Value other) {
    return fact.test().relation() == Restriction.Relation.EQUAL
            && other.test().relation() == Restriction.Relation.EQUAL
        ? "; for one or the other write %s in [%s, %s]"
            .formatted(fact.term(), other.test().words(), fact.test().words())
        : "; one of the two must go";
  }

  private Optional<String> relation(Fact.Relation fact, Map<String, Set<Order>> known) {
    if (fact.left().equals(fact.right())) {
      return fact.orders().contains(Order.SAME)
          ? Optional.empty()
          : Optional.of("both sides are the same");
    }
    boolean turned = fact.left().compareTo(fact.right()) > 0;
    String pair = turned ? fact.right() + "\n" + fact.left() : fact.left() + "\n" + fact.right();
    Set<Order> left = known.computeIfAbsent(pair, p -> EnumSet.allOf(Order.class));
    left.retainAll(turned ? Order.turned(fact.orders()) : fact.orders());
    return left.isEmpty()
        ? Optional.of(
            "the other conditions on %s and %s exclude it".formatted(fact.left(), fact.right()))
        : Optional.empty();
  }

  private boolean isWhole(Fact.Value fact) {
    return fact.term().startsWith("size(")
        || ast.getType(fact.of()).filter(SimpleType.INT::equals).isPresent();
  }

  private Issue issue(CelExpr at, String why) {
    return Trees.issue(ast, at, "%s can't hold: %s".formatted(words(at), why));
  }

  private String words(CelExpr expr) {
    return Trees.words(ast, expr);
  }
}
