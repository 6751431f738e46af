package ai.colonycraft.realtime.jobs.quickstart.platform;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What browsers report: of some page views how fast the page was, how steady, how ready to answer;
 * now and then an error of a script. A page is as slow as the assets that its region serves.
 */
final class Browsers {

  /** Reports for each act of a person, in the mean; four in ten page views are measured. */
  static final double PER_ACT = 0.68;

  private static final double MEASURED = 0.4;
  private static final double ERRORS = 0.02;

  private final Deployments deployments;
  private final Chance chance;
  private final Consumer<Map<String, Object>> to;
  private long reports;

  Browsers(Deployments deployments, Chance chance, Consumer<Map<String, Object>> to) {
    this.deployments = deployments;
    this.chance = chance;
    this.to = to;
  }

  /** What a person did, in case that it was a page that they looked at. */
  void act(Person person, Map<String, Object> act) {
    if (!"page_view".equals(act.get("type"))) {
      return;
    }
    double severity =
        deployments.severity(Service.ASSETS, person.region(), (Long) act.get("timestamp"));
    if (chance.happens(ERRORS + 0.2 * severity)) {
      Map<String, Object> error = report("js_error", act);
      error.put("message", "TypeError: undefined is not an object");
      to.accept(error);
    }
    if (chance.happens(MEASURED)) {
      measure(act, person.platform().equals("desktop") ? 0.7 : 1, 1 + 3 * severity);
    }
  }

  private void measure(Map<String, Object> act, double device, double slowness) {
    double firstByte = chance.lognormal(180, 0.5) * slowness;
    double firstPaint = firstByte + chance.lognormal(500, 0.4) * device;
    vital("TTFB", firstByte, act);
    vital("FCP", firstPaint, act);
    vital("LCP", firstPaint + chance.lognormal(550, 0.6) * device * slowness, act);
    vital("INP", chance.lognormal(70, 0.7) * device, act);
    vital("CLS", Math.min(1, chance.lognormal(0.03, 1)), act);
    to.accept(report("interaction", act));
  }

  private void vital(String name, double value, Map<String, Object> act) {
    Map<String, Object> event = report("web_vital", act);
    event.put("name", name);
    event.put("value", Math.round(value * 1000) / 1000.0);
    to.accept(event);
  }

  private Map<String, Object> report(String type, Map<String, Object> act) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("eventId", "report-" + reports++);
    event.put("type", type);
    for (String field : new String[] {"timestamp", "sessionId", "userId", "platform", "region"}) {
      event.put(field, act.get(field));
    }
    event.put("page", act.get("page"));
    return event;
  }
}
