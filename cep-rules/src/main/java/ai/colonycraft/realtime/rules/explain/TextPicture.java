package ai.colonycraft.realtime.rules.explain;

import ai.colonycraft.realtime.rules.explain.Chart.Edge;
import ai.colonycraft.realtime.rules.explain.Chart.Kind;
import ai.colonycraft.realtime.rules.explain.Chart.State;
import java.util.List;

/** A chart for terminals: the way to the end from top to bottom, beside it what else happens. */
final class TextPicture {

  private final Chart chart;
  private final StringBuilder text = new StringBuilder();

  private TextPicture(Chart chart) {
    this.chart = chart;
  }

  static String of(Chart chart) {
    return new TextPicture(chart).draw();
  }

  private String draw() {
    String before = "";
    for (State state : chart.states()) {
      for (Kind kind : List.of(Kind.TAKE, Kind.TIME)) {
        for (Edge edge : chart.to(state.name(), kind)) {
          arrow(edge, before);
        }
      }
      text.append(before.isEmpty() ? "" : "  ▼\n").append(box(state)).append('\n');
      chart.from(state.name()).stream().filter(TextPicture::isAside).forEach(this::aside);
      before = state.name();
    }
    return text.toString();
  }

  private void arrow(Edge edge, String before) {
    String from = edge.from().equals(before) ? "" : "   (from " + edge.from() + ")";
    text.append("  │\n  │  ").append(edge.words().get(0)).append(from).append('\n');
    edge.words().stream().skip(1).forEach(line -> text.append("  │  ").append(line).append('\n'));
  }

  private static String box(State state) {
    return switch (state.name()) {
      case Chart.BEGIN, Chart.OVER -> " ( " + state.meaning() + " )";
      case Chart.MATCH -> " (( match ))  " + state.meaning();
      default -> " [ " + state.meaning() + " ]";
    };
  }

  private static boolean isAside(Edge edge) {
    boolean leadsOn = edge.kind() == Kind.TIME && !edge.to().equals(Chart.GIVEN_UP);
    return edge.kind() != Kind.TAKE && !leadsOn;
  }

  private void aside(Edge edge) {
    String sign =
        switch (edge.kind()) {
          case AGAIN -> "↻";
          case GIVE_UP, TIME -> "✗";
          default -> "·";
        };
    String end = edge.to().equals(Chart.GIVEN_UP) ? ": " + Chart.GIVEN_UP : "";
    String words = String.join(edge.kind() == Kind.AGAIN ? ", " : " ", edge.words());
    text.append("  │      %s %s%s\n".formatted(sign, words.replaceAll(" +", " "), end));
  }
}
