package ai.colonycraft.realtime.push.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The short form of {@link HostileClients}, with servers that have a heap of 256 MB. */
class HostileClientsTest {

  @Test
  void serversWithstandEveryAttackAndServeTheirHonestClient() throws Exception {
    try (AttackedServer server = new AttackedServer()) {
      withstands(server);
      assertThat(server.metric("push_protocol_errors_total")).isPositive();
      try (AttackedServer proxied = new AttackedServer(server)) {
        withstands(proxied);
      }
    }
  }

  private static void withstands(AttackedServer server) throws Exception {
    try (HonestClient honest = new HonestClient(server.door())) {
      HostileClients run = new HostileClients(server, honest);
      run.round(Duration.ofSeconds(2), System.nanoTime());
      run.print();

      assertThat(run.faults()).isEmpty();
      double limit = server.metric("push_waiting_bytes_limit");
      assertThat(run.outcomes()).allMatch(outcome -> outcome.waiting() <= 2 * limit);
      assertThat(server.metric("push_requests_refused_total")).isPositive();
    }
  }
}
