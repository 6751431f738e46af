package ai.colonycraft.realtime.rules.explain;

import ai.colonycraft.realtime.rules.explain.Chart.Edge;
import ai.colonycraft.realtime.rules.explain.Chart.State;
import java.util.stream.Collectors;

/** A chart for Graphviz. */
final class DotPicture {

  private DotPicture() {}

  static String of(Chart chart) {
    StringBuilder text =
        new StringBuilder(
            """
            digraph rule {
              node [shape=box, style=rounded, fontname="sans-serif"];
              edge [fontname="sans-serif", fontsize=10];
            """);
    for (State state : chart.states()) {
      String shape =
          switch (state.name()) {
            case Chart.BEGIN, Chart.OVER -> ", shape=ellipse";
            case Chart.MATCH -> ", peripheries=2";
            default -> "";
          };
      text.append(
          "  %s [label=%s%s];\n".formatted(quoted(state.name()), quoted(state.meaning()), shape));
    }
    for (Edge edge : chart.edges()) {
      String words =
          edge.words().stream().map(DotPicture::escaped).collect(Collectors.joining("\\l"));
      String style = edge.to().equals(Chart.GIVEN_UP) ? ", style=dashed" : "";
      text.append(
          "  %s -> %s [label=\"%s\\l\"%s];\n"
              .formatted(quoted(edge.from()), quoted(edge.to()), words, style));
    }
    return text.append("}\n").toString();
  }

  private static String quoted(String words) {
    return '"' + escaped(words) + '"';
  }

  private static String escaped(String words) {
    return words.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
