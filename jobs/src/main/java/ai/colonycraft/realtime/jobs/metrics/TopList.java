package ai.colonycraft.realtime.jobs.metrics;

import ai.colonycraft.realtime.jobs.live.LiveBoard;
import ai.colonycraft.realtime.jobs.live.LiveValue;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The largest series of a metric as live rows: the rank is a label, and what identifies a row among
 * the others.
 *
 * @param metric whose largest series they are
 * @param name of the live series
 * @param rows at most
 */
public record TopList(String metric, String name, int rows) implements Serializable {

  void publish(
      List<String> labelNames, List<Map.Entry<List<String>, Double>> largest, LiveBoard board) {
    List<String> names = new ArrayList<>(List.of("rank"));
    names.addAll(labelNames);
    List<LiveValue> values = new ArrayList<>();
    for (int i = 0; i < Math.min(rows, largest.size()); i++) {
      String rank = Integer.toString(i + 1);
      List<String> labels = new ArrayList<>(List.of(rank));
      labels.addAll(largest.get(i).getKey());
      values.add(new LiveValue(List.of(rank), names, labels, largest.get(i).getValue()));
    }
    board.replace(name, values);
  }
}
