package ai.colonycraft.realtime.rules.explain;

import ai.colonycraft.realtime.rules.explain.Chart.Edge;
import ai.colonycraft.realtime.rules.explain.Chart.State;
import java.util.List;
import java.util.stream.Collectors;

/** A chart as Mermaid's state diagram. */
final class MermaidPicture {

  private final Chart chart;
  private final List<String> names;

  private MermaidPicture(Chart chart) {
    this.chart = chart;
    this.names = chart.states().stream().map(State::name).toList();
  }

  static String of(Chart chart) {
    return new MermaidPicture(chart).draw();
  }

  private String draw() {
    StringBuilder text = new StringBuilder("stateDiagram-v2\n");
    for (State state : chart.states()) {
      if (!state.name().equals(Chart.BEGIN)) {
        text.append("  state \"%s\" as %s\n".formatted(escaped(state.meaning()), id(state.name())));
      }
    }
    if (chart.edges().stream().anyMatch(edge -> edge.to().equals(Chart.GIVEN_UP))) {
      text.append("  state \"%s\" as %s\n".formatted(Chart.GIVEN_UP, id(Chart.GIVEN_UP)));
    }
    for (Edge edge : chart.edges()) {
      String words =
          edge.words().stream().map(MermaidPicture::escaped).collect(Collectors.joining("<br/>"));
      text.append("  %s --> %s: %s\n".formatted(id(edge.from()), id(edge.to()), words));
    }
    return text.append("  %s --> [*]\n".formatted(id(names.get(names.size() - 1)))).toString();
  }

  /** Names of steps may be words of Mermaid's. */
  private String id(String name) {
    if (name.equals(Chart.BEGIN)) {
      return "[*]";
    }
    return name.equals(Chart.GIVEN_UP) ? "gone" : "s" + names.indexOf(name);
  }

  /** What means something to Mermaid, as its number. */
  private static String escaped(String words) {
    return words
        .codePoints()
        .mapToObj(c -> "#;:<>\"{}[]&%".indexOf(c) < 0 ? Character.toString(c) : "#" + c + ";")
        .collect(Collectors.joining());
  }
}
