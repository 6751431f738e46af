package ai.colonycraft.realtime.jobs.quickstart.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A platform at work: people in sessions, their colonies and agents, the services behind them. The
 * same seed, start and calls give the same events, to the byte. What happens follows from the time
 * that is given alone; it may be called as often or as seldom as one likes.
 *
 * <p>Each act of a person causes one request; with spans and the reports of resources and browsers
 * that makes the rate.
 */
public final class Simulator implements EventFeed {

  /** The share of events that report the resource usage of an instance. */
  private static final double RESOURCES = 0.05;

  /** Early, so that whoever looks for the first time sees one. */
  public static final Duration FIRST_INCIDENT = Duration.ofMinutes(2);

  private final Visitors visitors;
  private final Traffic traffic;
  private final Browsers browsers;
  private final Deployments deployments;
  private final double reportMillis;
  private double nextReport;
  private List<PlatformEvent> happened = new ArrayList<>();

  /**
   * A platform with its people already at work.
   *
   * @param seed the same gives the same world
   * @param users all of them, at least 1
   * @param rate events a second, of all types, at the day's mean; greater than 0
   * @param start the clock now, epoch milliseconds
   */
  public Simulator(long seed, int users, double rate, long start) {
    this(seed, users, rate, start, FIRST_INCIDENT);
  }

  /**
   * The same, with another time until the first incident.
   *
   * @param firstIncident from the start until its deployment begins
   */
  public Simulator(long seed, int users, double rate, long start, Duration firstIncident) {
    Chance chance = new Chance(seed);
    double acts = rate * (1 - RESOURCES) / (2 + 3 * Traffic.TRACED + Browsers.PER_ACT);
    visitors = new Visitors(users, acts, start, chance);
    deployments = new Deployments(start, firstIncident.toMillis(), chance, this::service);
    traffic = new Traffic(deployments, chance, this::service);
    browsers =
        new Browsers(deployments, chance, report -> happened.add(PlatformEvent.ofClient(report)));
    reportMillis = 1000 / (rate * RESOURCES);
    nextReport = start + reportMillis;
  }

  @Override
  public List<PlatformEvent> next(long now) {
    while (true) {
      long due = Math.min(visitors.next(), Math.min(deployments.next(), (long) nextReport));
      if (due > now) {
        List<PlatformEvent> all = happened;
        happened = new ArrayList<>();
        return all;
      }
      if (due == deployments.next()) {
        deployments.step();
      } else if (due == (long) nextReport) {
        traffic.resources(due);
        nextReport += reportMillis;
      } else {
        visitors.step(this::act);
      }
    }
  }

  @Override
  public String progress() {
    return "simulated";
  }

  private void act(Map<String, Object> event, Person person) {
    happened.add(PlatformEvent.ofUser(event));
    traffic.request(person, event);
    browsers.act(person, event);
  }

  private void service(Map<String, Object> event) {
    happened.add(PlatformEvent.ofService(event));
  }

  /** The share of its sessions that last no longer than so many minutes. */
  public static double sessionsWithin(double minutes) {
    return Visitors.sessionsWithin(minutes);
  }
}
