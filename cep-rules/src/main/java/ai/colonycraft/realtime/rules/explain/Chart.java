package ai.colonycraft.realtime.rules.explain;

import java.util.List;

/**
 * The states through which the events of one key go, from the beginning to the match, and to the
 * end of the incident if the match is one.
 *
 * @param states in the order in which they are reached; the first is the beginning
 * @param edges in the order of their states
 */
record Chart(List<State> states, List<Edge> edges) {

  Chart {
    states = List.copyOf(states);
    edges = edges.stream().distinct().toList();
  }

  /** The states beside the steps; no step has a name with a space. */
  static final String BEGIN = "the beginning";

  static final String MATCH = "the match";
  static final String GIVEN_UP = "given up";
  static final String OVER = "the incident is over";

  /** What leads from a state to another. */
  enum Kind {
    /** An event that the next step takes. */
    TAKE,
    /** An event that a loop takes too. */
    AGAIN,
    /** Events that change nothing. */
    WAIT,
    /** What ends the partial match. */
    GIVE_UP,
    /** Time. */
    TIME
  }

  /** A state: a word that is its own, and what it means. */
  record State(String name, String meaning) {}

  /** A way from one state to another, by the words on it, one line each. */
  record Edge(Kind kind, String from, String to, List<String> words) {

    Edge {
      words = List.copyOf(words);
    }
  }

  /** The ways that lead from a state. */
  List<Edge> from(String state) {
    return edges.stream().filter(edge -> edge.from().equals(state)).toList();
  }

  /** The ways of a kind that lead to a state. */
  List<Edge> to(String state, Kind kind) {
    return edges.stream().filter(edge -> edge.to().equals(state) && edge.kind() == kind).toList();
  }
}
