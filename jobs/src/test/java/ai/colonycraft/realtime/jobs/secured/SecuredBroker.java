package ai.colonycraft.realtime.jobs.secured;

import ai.colonycraft.realtime.jobs.harness.Certificates;
import ai.colonycraft.realtime.jobs.harness.EmbeddedKafka;
import ai.colonycraft.realtime.jobs.topics.WholeTopic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.awaitility.Awaitility;

/** A broker with TLS, passwords and ACLs, and whoever sets up its users and their rights. */
final class SecuredBroker implements AutoCloseable {

  static final String ENVIRONMENT =
      """
      config.providers=env
      config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider
      config.providers.env.param.allowlist.pattern=PATH|NOT_SET_ANYWHERE
      """;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path folder;
  private final String secret = "secret-" + UUID.randomUUID();
  private final Certificates certificates;
  private final EmbeddedKafka kafka;
  private final Admin admin;

  SecuredBroker(Path folder) {
    this.folder = folder;
    certificates = Certificates.make(folder, secret + "-tls");
    kafka = EmbeddedKafka.startSecured(folder.resolve("kafka"), certificates);
    admin = Admin.create(unsecured());
  }

  String bootstrapServers() {
    return kafka.securedBootstrapServers();
  }

  /** The beginning of all secrets but those of the environment. */
  String secret() {
    return secret;
  }

  /** A user with a password of its own, and the file of its clients' settings, which has it. */
  Path user(String name) throws Exception {
    String password = secret + "-" + name;
    addUser(name, password);
    return file(name, "", password);
  }

  /** The same with the password in a file of another kind. */
  Path userOfFile(String name) throws Exception {
    addUser(name, secret + "-" + name);
    Path passwords =
        Files.writeString(folder.resolve(name + ".passwords"), "kafka=" + secret + "-" + name);
    String provider =
        """
        config.providers=file
        config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider
        config.providers.file.param.allowed.paths=%s
        """;
    return file(name, provider.formatted(passwords), "${file:%s:kafka}".formatted(passwords));
  }

  /** The same with the password in a variable of this process' environment. */
  Path userOfEnvironment(String name) throws Exception {
    addUser(name, System.getenv("PATH"));
    return file(name, ENVIRONMENT, "${env:PATH}");
  }

  private void addUser(String name, String password) throws Exception {
    admin
        .alterUserScramCredentials(
            List.of(
                new UserScramCredentialUpsertion(
                    name,
                    new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                    password.getBytes(StandardCharsets.UTF_8))))
        .all()
        .get();
  }

  /** A file of client settings. */
  Path file(String user, String more, String password) throws Exception {
    return Files.writeString(
        folder.resolve(user + ".properties"),
        """
        security.protocol=SASL_SSL
        sasl.mechanism=SCRAM-SHA-512
        sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \
        username="%s" password="%s";
        ssl.truststore.type=PKCS12
        ssl.truststore.location=%s
        ssl.truststore.password=%s
        %s\
        """
            .formatted(user, password, certificates.trusted(), certificates.password(), more));
  }

  /** Returns when the broker knows the rights. */
  void grant(List<Right> rights) throws Exception {
    admin.createAcls(rights.stream().map(Right::acl).toList()).all().get();
    rights.forEach(right -> await(right, true));
  }

  /** Returns when the broker knows the right no longer. */
  void revoke(Right right) throws Exception {
    admin.deleteAcls(List.of(right.acl().toFilter())).all().get();
    await(right, false);
  }

  private void await(Right right, boolean there) {
    AclBindingFilter filter = right.acl().toFilter();
    Awaitility.await(right.toString())
        .atMost(PATIENCE)
        .until(() -> admin.describeAcls(filter).values().get().isEmpty() != there);
  }

  /** Whether a topic holds a text. */
  boolean holds(String topic, String text) {
    return WholeTopic.read(unsecured(), topic, PATIENCE).stream()
        .anyMatch(
            record ->
                record.value() != null
                    && new String(record.value(), StandardCharsets.UTF_8).contains(text));
  }

  private Map<String, Object> unsecured() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
    kafka.close();
  }
}
