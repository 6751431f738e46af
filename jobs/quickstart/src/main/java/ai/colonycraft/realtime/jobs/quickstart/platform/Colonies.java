package ai.colonycraft.realtime.jobs.quickstart.platform;

import java.util.ArrayList;
import java.util.List;

/**
 * All colonies, the most popular first. Their number stays near the one at the start: beyond twice
 * as many, the least popular leave.
 */
final class Colonies {

  private static final double EXPONENT = 1.05;
  private static final List<String> FIRST =
      List.of(
          "Amber",
          "Northern",
          "Silent",
          "Rapid",
          "Copper",
          "Open",
          "Blue",
          "Hidden",
          "Early",
          "Paper",
          "Granite",
          "Bright",
          "Second",
          "Harbour",
          "Winter",
          "Lucid",
          "Green",
          "Distant",
          "Iron",
          "Velvet");
  private static final List<String> SECOND =
      List.of(
          "Foundry",
          "Orchard",
          "Triage",
          "Ledger",
          "Atlas",
          "Workshop",
          "Relay",
          "Observatory",
          "Kitchen",
          "Archive",
          "Lighthouse",
          "Garden",
          "Newsroom",
          "Bazaar",
          "Clinic",
          "Depot",
          "Studio",
          "Exchange",
          "Library",
          "Mill");

  private final int most;
  private final Chance.Zipf popularity;
  private final List<Colony> byPopularity = new ArrayList<>();
  private int founded;

  Colonies(int size, Chance chance) {
    most = 2 * size;
    popularity = new Chance.Zipf(most, EXPONENT);
    for (int i = 0; i < size; i++) {
      byPopularity.add(found(chance));
    }
  }

  /** A colony by its popularity. */
  Colony popular(Chance chance) {
    return byPopularity.get(popularity.rank(chance, byPopularity.size()));
  }

  /** A new one, somewhere in the less popular half. */
  Colony create(Chance chance) {
    if (byPopularity.size() == most) {
      byPopularity.remove(most - 1);
    }
    Colony colony = found(chance);
    int half = byPopularity.size() / 2;
    byPopularity.add(half + chance.below(byPopularity.size() - half + 1), colony);
    return colony;
  }

  /** Takes one of the less popular half away; null while there are fewer than 10. */
  Colony delete(Chance chance) {
    int size = byPopularity.size();
    return size < 10 ? null : byPopularity.remove(size / 2 + chance.below(size - size / 2));
  }

  private Colony found(Chance chance) {
    int n = founded++;
    // Steps through all pairs before one comes again, then with a number.
    String name = FIRST.get(n % FIRST.size()) + " " + SECOND.get(n / FIRST.size() % SECOND.size());
    int round = n / (FIRST.size() * SECOND.size());
    Colony colony = new Colony("c-" + chance.hex(10), round == 0 ? name : name + " " + (round + 1));
    for (int i = chance.below(4); i >= 0; i--) {
      colony.deploy(chance);
    }
    return colony;
  }
}
