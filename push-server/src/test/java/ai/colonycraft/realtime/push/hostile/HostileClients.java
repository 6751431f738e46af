package ai.colonycraft.realtime.push.hostile;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Attacks two servers again and again, one of them behind a proxy, and prints what an honest client
 * noticed: {@code mvn -pl push-server exec:exec@hostile-clients}. Ends with 1 if a server did not
 * withstand, or the client's updates took more than {@link #MOST_TIMES} times as long.
 */
public final class HostileClients {

  /** What an attack tries to write into the log as a line of its own. */
  static final String FORGED_LINE = "00:00:00 ERROR forged";

  /** How much longer updates may take at the 99th percentile than without an attack. */
  static final double MOST_TIMES = 3;

  /**
   * What one attack did.
   *
   * @param delays of the honest client's updates, in microseconds, rising
   * @param waiting most bytes that waited for clients, by the server's own count
   * @param kernel bytes that connections took in the kernel, more than before
   * @param newcomer what a client got that came during the attack: the first line of an answer
   */
  record Outcome(String name, List<Long> delays, double waiting, long kernel, String newcomer) {
    /** The delay that a part of the updates did not exceed; -1 if there were none. */
    long delay(double part) {
      return delays.isEmpty() ? -1 : delays.get((int) ((delays.size() - 1) * part));
    }
  }

  /** 1,000 sockets that are not read take a third of it; without a limit they took 1.5 GB. */
  private static final long MOST_KERNEL_BYTES = 400L << 20;

  private static final String WITHOUT = "(quiet)";
  private static final Duration QUIET = Duration.ofSeconds(6);
  private static final int NEWCOMER_TRIES = 20;
  private static final int NEWCOMERS = 88;

  private final AttackedServer server;
  private final HonestClient honest;
  private final List<Attack> attacks;
  private final List<Outcome> outcomes = new ArrayList<>();

  /** With every attack that comes to the server's door. */
  HostileClients(AttackedServer server, HonestClient honest) {
    this(server, honest, Set.of());
  }

  /** As {@link #HostileClients(AttackedServer, HonestClient)}, with {@code only} these, if any. */
  private HostileClients(AttackedServer server, HonestClient honest, Set<String> only) {
    this.server = server;
    this.honest = honest;
    this.attacks =
        Attack.all(server.door().behindProxy()).stream()
            .filter(attack -> only.isEmpty() || only.contains(attack.name()))
            .toList();
  }

  /**
   * Runs for about as many minutes as the first argument says, 10 without one, with the attacks
   * that the others name, or all.
   */
  public static void main(String[] args) throws Exception {
    double minutes = args.length == 0 ? 10 : Double.parseDouble(args[0]);
    Set<String> only = Arrays.stream(args).skip(1).collect(Collectors.toSet());
    long end = System.nanoTime() + (long) (minutes * 60e9);
    List<String> faults = new ArrayList<>();
    try (AttackedServer server = new AttackedServer();
        AttackedServer proxied = new AttackedServer(server);
        HonestClient honest = new HonestClient(server.door());
        HonestClient other = new HonestClient(proxied.door())) {
      List<HostileClients> runs =
          List.of(
              new HostileClients(server, honest, only), new HostileClients(proxied, other, only));
      do {
        for (HostileClients run : runs) {
          run.round(Duration.ofSeconds(15), end);
        }
      } while (System.nanoTime() < end);
      for (HostileClients run : runs) {
        run.print();
        faults.addAll(run.faults());
        faults.addAll(run.delays());
      }
    }
    faults.forEach(System.out::println);
    System.out.println(faults.isEmpty() ? "All of it held." : "It did not hold.");
    System.exit(faults.isEmpty() ? 0 : 1);
  }

  /**
   * Measures without an attack, and then under each.
   *
   * @param time of each attack
   * @param endNanos when, in {@link System#nanoTime}, a round that is not the first is cut short
   */
  void round(Duration time, long endNanos) throws Exception {
    boolean isFirst = outcomes.isEmpty();
    quiet();
    for (Attack attack : attacks) {
      if (isFirst || System.nanoTime() < endNanos) {
        attack(attack, time);
      }
    }
  }

  /** Measures without an attack. */
  private void quiet() throws Exception {
    awaitUpdates();
    honest.take();
    Thread.sleep(QUIET.toMillis());
    add(WITHOUT, 0, 0, newcomer());
  }

  /** Attacks for a time; what was opened is closed then. */
  private void attack(Attack attack, Duration time) throws Exception {
    awaitUpdates();
    long kernel = AttackedServer.kernelBytes();
    honest.take();
    double waiting = 0;
    try (Attack.Attackers attackers = new Attack.Attackers(server.door(), attack)) {
      long end = System.nanoTime() + time.toNanos();
      try {
        attack.begin(attackers);
      } catch (IOException e) {
        System.out.println(attack + " was cut short: " + e.getMessage());
      }
      do {
        attack.goOn(attackers);
        waiting = Math.max(waiting, server.metric("push_waiting_bytes"));
        Thread.sleep(200);
      } while (System.nanoTime() < end);
      add(attack.name(), waiting, AttackedServer.kernelBytes() - kernel, newcomer());
    }
  }

  List<Outcome> outcomes() {
    return outcomes;
  }

  /** Why the server did not withstand; empty if it did. */
  List<String> faults() throws IOException {
    List<String> faults = new ArrayList<>();
    String log = server.log();
    for (String bad :
        List.of("OutOfMemory", "StackOverflow", "Exception in thread", "fault of the program")) {
      if (log.contains(bad)) {
        faults.add(
            "The log has: " + log.lines().filter(l -> l.contains(bad)).findFirst().orElse(bad));
      }
    }
    if (log.lines().anyMatch(line -> line.startsWith(FORGED_LINE))) {
      faults.add("The log has a forged line");
    }
    if (server.logBytes() > 1 << 20) {
      faults.add("The log has " + server.logBytes() + " bytes");
    }
    if (!server.isAlive()) {
      faults.add("The server has ended");
    }
    if (honest.reconnected() > 0) {
      faults.add(
          "The honest client was closed %d time(s), the last time by %s"
              .formatted(honest.reconnected(), honest.lastEnd()));
    }
    for (Outcome outcome : outcomes) {
      if (outcome.delays().isEmpty()) {
        faults.add(outcome.name() + ": the honest client received nothing");
      }
      if (outcome.kernel() > MOST_KERNEL_BYTES) {
        faults.add(
            outcome.name() + ": connections took " + outcome.kernel() + " bytes in the kernel");
      }
      if (!outcome.newcomer().equals("HTTP/1.1 200 OK")) {
        faults.add(outcome.name() + ": a newcomer got " + outcome.newcomer());
      }
    }
    return faults;
  }

  /**
   * Prints for each attack how much longer the honest client's updates took at the 99th percentile,
   * over all rounds; returns those under which that was too long.
   */
  private List<String> delays() {
    long quiet = overAllRounds(WITHOUT);
    List<String> tooLong = new ArrayList<>();
    for (Attack attack : attacks) {
      long delay = overAllRounds(attack.name());
      String line =
          "%s: p99 %.1f ms, %.1f times the %.1f ms without an attack"
              .formatted(attack, delay / 1e3, (double) delay / quiet, quiet / 1e3);
      System.out.println(line);
      if (delay > MOST_TIMES * quiet) {
        tooLong.add("At most " + MOST_TIMES + " times are allowed: " + line);
      }
    }
    return tooLong;
  }

  private long overAllRounds(String name) {
    List<Long> delays =
        outcomes.stream()
            .filter(outcome -> outcome.name().equals(name))
            .flatMap(outcome -> outcome.delays().stream())
            .sorted()
            .toList();
    return new Outcome(name, delays, 0, 0, "").delay(0.99);
  }

  /** Prints a table. */
  void print() throws IOException {
    System.out.printf(
        "%-24s %8s %8s %9s %10s %10s  %s%n",
        "attack", "p50 ms", "p99 ms", "received", "waits KiB", "kernel KiB", "newcomer");
    for (Outcome o : outcomes) {
      System.out.printf(
          "%-24s %8.1f %8.1f %9d %10.0f %10d  %s%n",
          o.name(),
          o.delay(0.5) / 1e3,
          o.delay(0.99) / 1e3,
          o.delays().size(),
          o.waiting() / 1024,
          o.kernel() / 1024,
          o.newcomer());
    }
    System.out.printf(
        "log: %d bytes, the honest client connected again %d time(s)%n",
        server.logBytes(), honest.reconnected());
  }

  private void add(String name, double waiting, long kernel, String newcomer) {
    outcomes.add(new Outcome(name, honest.take(), waiting, kernel, newcomer));
  }

  private void awaitUpdates() throws InterruptedException {
    honest.take();
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (honest.received() < 5 && System.nanoTime() < end) {
      Thread.sleep(20);
    }
  }

  /** What a client gets that never came before. */
  private String newcomer() throws InterruptedException {
    String last = "";
    for (int i = 0; i < NEWCOMER_TRIES && !last.endsWith("200 OK"); i++) {
      try (RawClient client = server.door().reader(NEWCOMERS, outcomes.size() % 250)) {
        client.get("/api/notifications?limit=5");
        last = client.head();
      } catch (IOException e) {
        last = e.toString();
      }
      Thread.sleep(i * 20L);
    }
    return last;
  }
}
