package ai.colonycraft.realtime.jobs.harness;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka cluster of one node, broker and controller, in this JVM: the ordinary server over the
 * ordinary network, with small buffers and no replicas. It listens on loopback only.
 *
 * <p>Its data stay in its folder: a broker that was closed can be started again on the same folder
 * and port, and its clients reconnect.
 */
public final class EmbeddedKafka implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final int NODE = 1;

  /** The same at each start, so that a folder that was used before is known again. */
  private static final String CLUSTER = "colonycraft-realtime-0";

  private final int port;
  private final int securedPort;
  private final ControllerServer controller;
  private final BrokerServer broker;

  private EmbeddedKafka(
      int port, int securedPort, ControllerServer controller, BrokerServer broker) {
    this.port = port;
    this.securedPort = securedPort;
    this.controller = controller;
    this.broker = broker;
  }

  /**
   * Starts the broker and returns when it serves.
   *
   * @param dir where it keeps its data; made and formatted if it is not there yet
   * @param port where clients connect, or 0 for any free port
   * @throws PortInUseException if the port is taken
   * @throws IllegalStateException if the folder cannot be used or the broker does not come up
   */
  public static EmbeddedKafka start(Path dir, int port) {
    return start(dir, port, Time.SYSTEM);
  }

  /** As {@link #start(Path, int)}, with a clock of its own, which gives records their time. */
  public static EmbeddedKafka start(Path dir, int port, Time clock) {
    return start(dir, port, clock, null);
  }

  /**
   * As {@link #start(Path, int)}, with one more listener at {@link #securedBootstrapServers}, over
   * TLS, for users with passwords (SCRAM-SHA-512), who may do what ACLs say. Whoever comes by the
   * first listener may do everything, and sets up users and ACLs.
   */
  public static EmbeddedKafka startSecured(Path dir, Certificates certificates) {
    return start(dir, 0, Time.SYSTEM, certificates);
  }

  private static EmbeddedKafka start(Path dir, int port, Time clock, Certificates certificates) {
    ServerSocketChannel clients = Ports.listen("kafka.port", Ports.orFree(port));
    ServerSocketChannel quorum = Ports.listen("the controller's port", 0);
    ServerSocketChannel secured = certificates == null ? null : Ports.listen("the secured port", 0);
    try {
      int clientPort = Ports.of(clients);
      int quorumPort = Ports.of(quorum);
      Map<String, ServerSocketChannel> open = new HashMap<>();
      open.put("PLAINTEXT", clients);
      open.put(EmbeddedKafkaConfig.CONTROLLER_LISTENER, quorum);
      Map<String, String> config = EmbeddedKafkaConfig.of(NODE, dir, clientPort, quorumPort);
      int securedPort = 0;
      if (secured != null) {
        securedPort = Ports.of(secured);
        open.put(EmbeddedKafkaConfig.SECURED_LISTENER, secured);
        EmbeddedKafkaConfig.secure(config, securedPort, certificates);
      }
      format(dir);
      return start(
          new KafkaConfig(config, false), clientPort, securedPort, quorumPort, open, clock);
    } catch (Exception e) {
      Ports.close(clients);
      Ports.close(quorum);
      Ports.close(secured);
      throw new IllegalStateException("no broker could be started in " + dir + ": " + e, e);
    }
  }

  private static EmbeddedKafka start(
      KafkaConfig config,
      int clientPort,
      int securedPort,
      int quorumPort,
      Map<String, ServerSocketChannel> open,
      Time clock) {
    var logDirs = KafkaRaftServer.initializeLogDirs(config, LOG, "[EmbeddedKafka] ");
    SharedServer shared =
        new SharedServer(
            config,
            logDirs._1(),
            clock,
            new Metrics(clock),
            CompletableFuture.completedFuture(
                Map.of(NODE, new InetSocketAddress(Ports.LOOPBACK, quorumPort))),
            List.of(),
            // The ordinary handler ends the JVM, which is not the broker's alone here.
            (name, fatal, action) -> new LoggingFaultHandler(name, action),
            (listener, address, receiveBytes, backlog) -> {
              ServerSocketChannel channel = open.get(listener);
              channel.configureBlocking(false);
              return channel;
            });
    EmbeddedKafka kafka =
        new EmbeddedKafka(
            clientPort,
            securedPort,
            new ControllerServer(shared, KafkaRaftServer.configSchema(), logDirs._2()),
            new BrokerServer(shared));
    try {
      kafka.controller.startup();
      kafka.broker.startup();
      return kafka;
    } catch (RuntimeException e) {
      kafka.close();
      throw e;
    }
  }

  /** Where clients connect, {@code host:port}. */
  public String bootstrapServers() {
    return Ports.LOOPBACK + ":" + port;
  }

  /** Where clients with TLS and a password connect; only if it was started for them. */
  public String securedBootstrapServers() {
    return Ports.LOOPBACK + ":" + securedPort;
  }

  /** The port that clients connect to, never 0. */
  public int port() {
    return port;
  }

  /** Writes out what it holds and stops, in about a second; deletes nothing. */
  @Override
  public void close() {
    broker.shutdown();
    controller.shutdown();
  }

  private static void format(Path dir) throws Exception {
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
        .setClusterId(CLUSTER)
        .setNodeId(NODE)
        .setControllerListenerName(EmbeddedKafkaConfig.CONTROLLER_LISTENER)
        .setMetadataLogDirectory(dir.toString())
        .addDirectory(dir.toString())
        .setReleaseVersion(MetadataVersion.latestProduction())
        .setIgnoreFormatted(true)
        .run();
  }
}
