package ai.colonycraft.realtime.push.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The short form of {@link HostileClients}, with a server that has a heap of 256 MB. */
class HostileClientsTest {

  @Test
  void theServerWithstandsEveryAttackAndServesItsHonestClient() throws Exception {
    try (AttackedServer server = new AttackedServer();
        HonestClient honest = new HonestClient(server.port())) {
      HostileClients run = new HostileClients(server, honest);
      run.quiet();
      for (Attack attack : Attack.values()) {
        run.attack(attack, Duration.ofSeconds(2));
      }
      run.print();

      assertThat(run.faults()).isEmpty();
      double limit = server.metric("push_waiting_bytes_limit");
      assertThat(run.outcomes()).allMatch(outcome -> outcome.waiting() <= 2 * limit);
      assertThat(server.metric("push_protocol_errors_total")).isPositive();
      assertThat(server.metric("push_requests_refused_total")).isPositive();
    }
  }
}
