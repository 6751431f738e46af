package ai.colonycraft.realtime.jobs.harness;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;

/** The settings of a broker that is alone, small and quick to start and stop. */
final class EmbeddedKafkaConfig {

  static final String CONTROLLER_LISTENER = "CONTROLLER";
  static final String SECURED_LISTENER = "SECURED";

  private EmbeddedKafkaConfig() {}

  static Map<String, String> of(int node, Path dir, int clientPort, int quorumPort) {
    String clients = "PLAINTEXT://%s:%d".formatted(Ports.LOOPBACK, clientPort);
    String quorum = "%s:%d".formatted(Ports.LOOPBACK, quorumPort);
    Map<String, String> config = new HashMap<>();
    config.put("process.roles", "broker,controller");
    config.put("node.id", Integer.toString(node));
    config.put("log.dirs", dir.toString());
    config.put("listeners", clients + "," + CONTROLLER_LISTENER + "://" + quorum);
    config.put("advertised.listeners", clients);
    config.put("controller.listener.names", CONTROLLER_LISTENER);
    config.put("controller.quorum.voters", node + "@" + quorum);
    config.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");

    // A misspelt topic is an error, not a topic.
    config.put("auto.create.topics.enable", "false");
    config.put("group.initial.rebalance.delay.ms", "0");

    for (String internal : new String[] {"offsets.topic", "share.coordinator.state.topic"}) {
      config.put(internal + ".num.partitions", "1");
      config.put(internal + ".replication.factor", "1");
    }
    config.put("share.coordinator.state.topic.min.isr", "1");
    config.put("transaction.state.log.num.partitions", "1");
    config.put("transaction.state.log.replication.factor", "1");
    config.put("transaction.state.log.min.isr", "1");

    config.put("num.network.threads", "2");
    config.put("num.io.threads", "2");
    config.put("background.threads", "2");
    config.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
    config.put("log.cleaner.io.buffer.size", Integer.toString(256 << 10));
    config.put("log.index.size.max.bytes", Integer.toString(1 << 20));
    // However long it runs, a topic takes no more of the disk than this a partition.
    config.put("log.retention.bytes", Integer.toString(512 << 20));
    config.put("log.segment.bytes", Integer.toString(64 << 20));
    return config;
  }

  /**
   * Adds a listener over TLS for users with passwords (SCRAM-SHA-512), who may do what ACLs say.
   * Whoever comes by the first listener may do everything, and sets up users and ACLs.
   */
  static void secure(Map<String, String> config, int port, Certificates certificates) {
    String secured = ",%s://%s:%d".formatted(SECURED_LISTENER, Ports.LOOPBACK, port);
    config.merge("listeners", secured, String::concat);
    config.merge("advertised.listeners", secured, String::concat);
    config.merge(
        "listener.security.protocol.map", "," + SECURED_LISTENER + ":SASL_SSL", String::concat);
    config.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
    config.put(
        "listener.name.secured.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    config.put("ssl.keystore.location", certificates.keys().toString());
    config.put("ssl.keystore.password", certificates.password());
    config.put("ssl.keystore.type", "PKCS12");
    config.put("authorizer.class.name", StandardAuthorizer.class.getName());
    config.put("super.users", "User:ANONYMOUS");
    config.put("allow.everyone.if.no.acl.found", "false");
  }
}
