package ai.colonycraft.realtime.push.hostile;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Attacks a server again and again, and prints what an honest client noticed: {@code mvn -pl
 * push-server exec:exec@hostile-clients}. Ends with 1 if the server did not withstand.
 */
public final class HostileClients {

  /**
   * What one attack did.
   *
   * @param p50 median delay of the honest client's updates, in microseconds
   * @param received updates that it received
   * @param waiting most bytes that waited for clients, by the server's own count
   * @param kernel bytes that connections took in the kernel, more than before
   * @param newcomer what a client got that came during the attack: the first line of an answer
   */
  record Outcome(
      String name,
      long p50,
      long p99,
      int received,
      double waiting,
      long kernel,
      String newcomer) {}

  private static final Duration QUIET = Duration.ofSeconds(6);
  private static final int NEWCOMER_TRIES = 20;

  private final AttackedServer server;
  private final HonestClient honest;
  private final List<Outcome> outcomes = new ArrayList<>();

  HostileClients(AttackedServer server, HonestClient honest) {
    this.server = server;
    this.honest = honest;
  }

  /** Runs for about as many minutes as the argument says; 10 without one. */
  public static void main(String[] args) throws Exception {
    double minutes = args.length == 0 ? 10 : Double.parseDouble(args[0]);
    long end = System.nanoTime() + (long) (minutes * 60e9);
    try (AttackedServer server = new AttackedServer();
        HonestClient honest = new HonestClient(server.port())) {
      HostileClients run = new HostileClients(server, honest);
      do {
        run.quiet();
        for (Attack attack : Attack.values()) {
          run.attack(attack, Duration.ofSeconds(15));
        }
      } while (System.nanoTime() < end);
      run.print();
      List<String> faults = run.faults();
      faults.forEach(System.out::println);
      System.exit(faults.isEmpty() ? 0 : 1);
    }
  }

  /** Measures without an attack. */
  void quiet() throws Exception {
    awaitUpdates();
    honest.take();
    Thread.sleep(QUIET.toMillis());
    add("(quiet)", 0, 0, newcomer());
  }

  /** Attacks for a time; what was opened is closed then. */
  void attack(Attack attack, Duration time) throws Exception {
    awaitUpdates();
    long kernel = AttackedServer.kernelBytes();
    honest.take();
    double waiting = 0;
    try (Attack.Attackers attackers = new Attack.Attackers(server.port())) {
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
    if (log.lines().anyMatch(line -> line.startsWith("00:00:00 ERROR forged"))) {
      faults.add("The log has a forged line");
    }
    if (server.logBytes() > 1 << 20) {
      faults.add("The log has " + server.logBytes() + " bytes");
    }
    if (!server.isAlive()) {
      faults.add("The server has ended");
    }
    for (Outcome outcome : outcomes) {
      if (outcome.received() == 0) {
        faults.add(outcome.name() + ": the honest client received nothing");
      }
      if (!outcome.newcomer().equals("HTTP/1.1 200 OK")) {
        faults.add(outcome.name() + ": a newcomer got " + outcome.newcomer());
      }
    }
    return faults;
  }

  /** Prints a table. */
  void print() throws IOException {
    System.out.printf(
        "%-22s %8s %8s %9s %10s %10s  %s%n",
        "attack", "p50 ms", "p99 ms", "received", "waits KiB", "kernel KiB", "newcomer");
    for (Outcome o : outcomes) {
      System.out.printf(
          "%-22s %8.1f %8.1f %9d %10.0f %10d  %s%n",
          o.name(),
          o.p50() / 1e3,
          o.p99() / 1e3,
          o.received(),
          o.waiting() / 1024,
          o.kernel() / 1024,
          o.newcomer());
    }
    System.out.printf(
        "log: %d bytes, the honest client connected again %d time(s)%n",
        server.logBytes(), honest.reconnected());
  }

  private void add(String name, double waiting, long kernel, String newcomer) {
    List<Long> delays = honest.take();
    outcomes.add(
        new Outcome(
            name, at(delays, 0.5), at(delays, 0.99), delays.size(), waiting, kernel, newcomer));
  }

  private static long at(List<Long> sorted, double part) {
    return sorted.isEmpty() ? -1 : sorted.get((int) ((sorted.size() - 1) * part));
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
      try (RawClient client =
          RawClient.reader(server.port(), "127.88.%d.1".formatted(outcomes.size() % 250))) {
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
