package ai.colonycraft.realtime.jobs.quickstart.platform;

import ai.colonycraft.realtime.jobs.quickstart.platform.Colony.Agent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One session of one person: what they do next, as an event. */
final class Visit {

  private static final List<String> PAGES =
      List.of("/colonies", "/dashboard", "/agents", "/docs", "/settings", "/billing");

  /** What a person may do, with how often they do it. */
  private enum Act {
    PAGE_VIEW(30),
    AGENT_ACTION(30),
    LLM_COMPLETION(24),
    COLONY_MODIFIED(10),
    AGENT_DEPLOYED(3),
    AGENT_STOPPED(2),
    COLONY_CREATED(0.6),
    COLONY_DELETED(0.4);

    final double share;

    Act(double share) {
      this.share = share;
    }
  }

  private static final List<Act> ACTS = List.of(Act.values());

  final Person person;
  final long endsAt;
  private final String sessionId;
  private final Colonies colonies;
  private final Chance chance;
  private Colony colony;

  Visit(Person person, long endsAt, Colonies colonies, Chance chance) {
    this.person = person;
    this.endsAt = endsAt;
    this.colonies = colonies;
    this.chance = chance;
    sessionId = "s-" + chance.hex(12);
    colony = colonies.popular(chance);
  }

  /** They come. */
  Map<String, Object> start(String eventId, long now) {
    return event("session_started", eventId, now);
  }

  /** They go, and say so. */
  Map<String, Object> end(String eventId, long now) {
    return event("session_ended", eventId, now);
  }

  /** They do something. */
  Map<String, Object> act(String eventId, long now) {
    if (chance.happens(0.1)) {
      colony = colonies.popular(chance);
    }
    Act act = chance.any(ACTS, a -> a.share);
    return switch (act) {
      case PAGE_VIEW -> person.isProgram() ? agentAction(eventId, now) : pageView(eventId, now);
      case AGENT_ACTION -> agentAction(eventId, now);
      case LLM_COMPLETION -> completion(eventId, now);
      case COLONY_MODIFIED -> inColony("colony_modified", eventId, now);
      case AGENT_DEPLOYED -> ofAgent("agent_deployed", colony.deploy(chance), eventId, now);
      case AGENT_STOPPED -> {
        Agent stopped = colony.stop(chance);
        yield stopped == null
            ? agentAction(eventId, now)
            : ofAgent("agent_stopped", stopped, eventId, now);
      }
      case COLONY_CREATED -> {
        colony = colonies.create(chance);
        yield inColony("colony_created", eventId, now);
      }
      case COLONY_DELETED -> delete(eventId, now);
    };
  }

  private Map<String, Object> delete(String eventId, long now) {
    Colony deleted = colonies.delete(chance);
    if (deleted == null) {
      return agentAction(eventId, now);
    }
    colony = deleted;
    Map<String, Object> event = inColony("colony_deleted", eventId, now);
    colony = colonies.popular(chance);
    return event;
  }

  private Map<String, Object> pageView(String eventId, long now) {
    Map<String, Object> event = event("page_view", eventId, now);
    String page = chance.early(PAGES);
    event.put("page", page.equals(PAGES.get(0)) ? "/colonies/" + colony.id : page);
    return event;
  }

  private Map<String, Object> agentAction(String eventId, long now) {
    Map<String, Object> event = ofAgent("agent_action", colony.agent(chance), eventId, now);
    event.put("cpuSeconds", Math.round(chance.lognormal(0.4, 0.8) * 1000) / 1000.0);
    return event;
  }

  private Map<String, Object> completion(String eventId, long now) {
    Agent agent = colony.agent(chance);
    Map<String, Object> event = ofAgent("llm_completion", agent, eventId, now);
    double tokens = chance.lognormal(agent.model().tokens * person.thirst(), 0.7);
    event.put("model", agent.model().label);
    event.put("tokens", Math.max(1, Math.min(200_000, Math.round(tokens))));
    return event;
  }

  private Map<String, Object> ofAgent(String type, Agent agent, String eventId, long now) {
    Map<String, Object> event = inColony(type, eventId, now);
    event.put("agentId", agent.id());
    event.put("agentName", agent.name());
    return event;
  }

  private Map<String, Object> inColony(String type, String eventId, long now) {
    Map<String, Object> event = event(type, eventId, now);
    event.put("colonyId", colony.id);
    event.put("colonyName", colony.name);
    return event;
  }

  private Map<String, Object> event(String type, String eventId, long now) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("eventId", eventId);
    event.put("type", type);
    event.put("timestamp", now);
    event.put("userId", person.id());
    event.put("username", person.username());
    event.put("sessionId", sessionId);
    event.put("platform", person.platform());
    event.put("countryCode", person.country());
    event.put("region", person.region().name());
    return event;
  }
}
