package ai.colonycraft.realtime.push.support;

import ai.colonycraft.realtime.push.feed.ActivityLine;
import ai.colonycraft.realtime.push.feed.Update;
import java.util.Map;

/** Records as tests write them. */
public final class Updates {

  private Updates() {}

  public static Update total(String metric, Number value) {
    return new Update(metric, metric, Map.of(), value, 1_000);
  }

  public static Update labelled(String metric, String name, String label, Number value) {
    String series = "%s{%s=\"%s\"}".formatted(metric, name, label);
    return new Update(series, metric, Map.of(name, label), value, 1_000);
  }

  public static ActivityLine line(String who) {
    return new ActivityLine(1_000, "{\"timestamp\":1000,\"who\":\"" + who + "\"}");
  }
}
