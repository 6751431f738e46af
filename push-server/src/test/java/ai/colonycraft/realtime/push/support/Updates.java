package ai.colonycraft.realtime.push.support;

import ai.colonycraft.realtime.push.feed.Acknowledgement;
import ai.colonycraft.realtime.push.feed.ActivityLine;
import ai.colonycraft.realtime.push.feed.IncidentActions;
import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.feed.Removal;
import ai.colonycraft.realtime.push.feed.Silence;
import ai.colonycraft.realtime.push.feed.Stream;
import ai.colonycraft.realtime.push.feed.StreamEvent;
import ai.colonycraft.realtime.push.feed.Update;
import ai.colonycraft.realtime.push.hub.HubLimits;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
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

  /** A notification as Kafka holds it. */
  public static String notificationJson(String id, String type, String message) {
    return "{\"id\":\"%s\",\"type\":\"%s\",\"title\":\"Title\",\"message\":\"%s\",\"timestamp\":1000,\"source\":\"test\"}"
        .formatted(id, type, message);
  }

  public static Notice notice(String id, String message) {
    return new Notice(id, notificationJson(id, "info", message), LiveRecord.NO_SEQUENCE);
  }

  public static Acknowledgement ack(String id, String by) {
    return new Acknowledgement(id, by, 2_000, LiveRecord.NO_SEQUENCE);
  }

  /** Limits that no test meets but the one for series. */
  public static HubLimits limits(int series) {
    return new HubLimits(series, 20, 100_000, 1 << 25, 1 << 25);
  }

  /** All streams begin at their beginning, and hold nothing yet. */
  public static List<LiveRecord> began(String epoch) {
    List<LiveRecord> events = new ArrayList<>();
    for (Stream stream : Stream.values()) {
      events.add(new StreamEvent.Began(stream, epoch, -1));
    }
    return events;
  }

  /** What comes now is news. */
  public static List<LiveRecord> loaded() {
    List<LiveRecord> events = new ArrayList<>();
    for (Stream stream : Stream.values()) {
      events.add(new StreamEvent.Loaded(stream));
    }
    return events;
  }

  /** Gives records their places, as one partition of Kafka does for each topic. */
  public static final class Numbering {
    private final Map<Stream, Long> next = new EnumMap<>(Stream.class);

    public Numbering() {
      this(0);
    }

    public Numbering(long first) {
      for (Stream stream : Stream.values()) {
        next.put(stream, first);
      }
    }

    public List<LiveRecord> of(LiveRecord... records) {
      List<LiveRecord> numbered = new ArrayList<>();
      for (LiveRecord record : records) {
        numbered.add(at(record));
      }
      return numbered;
    }

    private LiveRecord at(LiveRecord record) {
      if (record instanceof Update update) {
        return update.at(take(Stream.METRICS));
      } else if (record instanceof Removal removal) {
        return new Removal(removal.series(), take(Stream.METRICS));
      } else if (record instanceof ActivityLine line) {
        return line.at(take(Stream.ACTIVITY));
      } else if (record instanceof Notice notice) {
        return notice.at(take(Stream.NOTIFICATIONS));
      } else if (record instanceof Acknowledgement ack) {
        return ack.at(take(Stream.NOTIFICATIONS));
      } else if (record instanceof IncidentActions actions) {
        return actions.at(take(Stream.ACTIONS));
      } else if (record instanceof Silence silence) {
        return silence.at(take(Stream.ACTIONS));
      }
      return record;
    }

    private long take(Stream stream) {
      return next.merge(stream, 1L, Long::sum) - 1;
    }
  }
}
