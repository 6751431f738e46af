package ai.colonycraft.realtime.push.benchmark;

import ai.colonycraft.realtime.push.config.PushConfig;
import ai.colonycraft.realtime.push.config.WebPushConfig;
import ai.colonycraft.realtime.push.metrics.PushMetrics;
import ai.colonycraft.realtime.push.metrics.PushResult;
import ai.colonycraft.realtime.push.reach.deliver.Notice;
import ai.colonycraft.realtime.push.reach.deliver.Outcome;
import ai.colonycraft.realtime.push.reach.people.People;
import ai.colonycraft.realtime.push.reach.people.Person;
import ai.colonycraft.realtime.push.reach.people.PersonJson;
import ai.colonycraft.realtime.push.reach.webpush.WebPushWay;
import ai.colonycraft.realtime.push.support.LocalPushService;
import ai.colonycraft.realtime.push.support.PushKeys;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.KeyAgreement;

/**
 * Sends 1,000 messages of Web Push, each to another browser, and prints what one costs of CPU. The
 * push service runs in a process of its own, whose CPU is not counted. After each round it prints
 * what Java takes for the key pair and the key agreement that each message needs, which the
 * library's encryption can't save; the same figure of a quiet machine tells how busy this one is.
 *
 * <p>The first rounds compile: the median is that of the last ones.
 */
public final class WebPushBenchmark {

  private static final int MESSAGES = 1_000;
  private static final int ROUNDS = 16;
  private static final int LAST = 6;
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private WebPushBenchmark() {}

  /** Without arguments; with {@code service} it is the push service. */
  public static void main(String[] args) throws Exception {
    if (args.length > 0) {
      try (var service = new LocalPushService()) {
        System.out.println(service.endpoint(""));
        System.in.read();
      }
      return;
    }
    Process service =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                WebPushBenchmark.class.getName(),
                "service")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      String endpoint = service.inputReader().readLine();
      run(endpoint);
    } finally {
      service.destroy();
    }
  }

  private static void run(String endpoint) throws Exception {
    Path folder = Files.createTempDirectory("web-push");
    WebPushConfig config = PushConfig.read(LocalPushService.settings(folder)).webPush();
    PushMetrics metrics = new PushMetrics();
    People people = new People(records -> CompletableFuture.completedFuture(null), "people");
    List<Person> receivers = receivers(endpoint);
    try (WebPushWay way =
        WebPushWay.start(config, people, metrics, Clock.systemUTC()).orElseThrow()) {
      List<Double> each = new ArrayList<>();
      List<Double> java = new ArrayList<>();
      for (int round = 1; round <= ROUNDS; round++) {
        long cpu = SYSTEM.getProcessCpuTime();
        long begun = System.nanoTime();
        List<CompletableFuture<Outcome>> sent = new ArrayList<>();
        for (Person person : receivers) {
          sent.add(
              way.send(Notice.test(person.id(), way.name(), Instant.now()), person)
                  .toCompletableFuture());
        }
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(2, TimeUnit.MINUTES);
        each.add((SYSTEM.getProcessCpuTime() - cpu) / 1e6 / MESSAGES);
        long nanos = System.nanoTime() - begun;
        java.add(keysAlone());
        System.out.printf(
            "round %d: %d messages accepted, %.2f ms of CPU each, %.0f ms in all; keys alone %.2f ms%n",
            round,
            sent.stream().filter(s -> s.join().status() == Outcome.Status.ACCEPTED).count(),
            each.get(round - 1),
            nanos / 1e6,
            java.get(round - 1));
      }
      double message = median(each);
      double keys = median(java);
      System.out.printf(
          "Java %s, median of the last %d rounds: %.2f ms of CPU a message, keys alone %.2f ms, ratio %.2f%n",
          Runtime.version(), LAST, message, keys, message / keys);
    } finally {
      Files.deleteIfExists(folder.resolve("key.pem"));
      Files.deleteIfExists(folder);
    }
    System.out.println(
        "not accepted: " + (metrics.webPushes.sum() - metrics.webPushes.of(PushResult.ACCEPTED)));
  }

  /** Milliseconds of CPU for a key pair and an agreement of it with another public key. */
  private static double keysAlone() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    PublicKey other = generator.generateKeyPair().getPublic();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long cpu = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < MESSAGES; i++) {
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
      agreement.init(generator.generateKeyPair().getPrivate());
      agreement.doPhase(other, true);
      agreement.generateSecret();
    }
    return (threads.getCurrentThreadCpuTime() - cpu) / 1e6 / MESSAGES;
  }

  private static double median(List<Double> rounds) {
    List<Double> last =
        rounds.subList(rounds.size() - LAST, rounds.size()).stream().sorted().toList();
    return (last.get(LAST / 2 - 1) + last.get(LAST / 2)) / 2;
  }

  private static List<Person> receivers(String endpoint) throws Exception {
    List<Person> receivers = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      String body = new PushKeys().subscription(endpoint + i);
      receivers.add(
          Person.of("person-" + i)
              .with(PersonJson.device(body.getBytes(StandardCharsets.UTF_8), 0)));
    }
    return receivers;
  }
}
