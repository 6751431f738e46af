package ai.colonycraft.realtime.jobs.quickstart.platform;

import java.util.ArrayList;
import java.util.List;

/** A colony and the agents at work in it. */
final class Colony {

  private static final int MOST_AGENTS = 12;

  /**
   * An agent.
   *
   * @param model the language model it asks
   */
  record Agent(String id, String name, Model model) {}

  /**
   * A language model, with the tokens that a completion takes in the middle and how often it is
   * asked.
   */
  enum Model {
    ATLAS_LARGE("atlas-large", 1400, 0.2),
    ATLAS_SMALL("atlas-small", 600, 0.4),
    SCRIBE_MINI("scribe-mini", 250, 0.3),
    LENS_VISION("lens-vision", 1100, 0.1);

    final String label;
    final double tokens;
    final double share;

    Model(String label, double tokens, double share) {
      this.label = label;
      this.tokens = tokens;
      this.share = share;
    }
  }

  private static final List<String> ROLES =
      List.of("scout", "builder", "reviewer", "planner", "writer", "analyst", "courier", "keeper");

  final String id;
  final String name;
  private final List<Agent> agents = new ArrayList<>();

  Colony(String id, String name) {
    this.id = id;
    this.name = name;
  }

  /** Brings one more agent in; where there is no room, the one at work longest leaves. */
  Agent deploy(Chance chance) {
    if (agents.size() == MOST_AGENTS) {
      agents.remove(0);
    }
    String role = chance.any(ROLES);
    Agent agent =
        new Agent(
            "a-" + chance.hex(10),
            role + "-" + (1 + chance.below(9)),
            chance.any(List.of(Model.values()), model -> model.share));
    agents.add(agent);
    return agent;
  }

  /** Takes an agent away; null if only one is left. */
  Agent stop(Chance chance) {
    return agents.size() < 2 ? null : agents.remove(chance.below(agents.size()));
  }

  /** An agent at work; there is always one. */
  Agent agent(Chance chance) {
    return agents.isEmpty() ? deploy(chance) : chance.any(agents);
  }
}
