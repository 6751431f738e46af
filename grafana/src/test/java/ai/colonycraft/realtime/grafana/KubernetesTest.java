package ai.colonycraft.realtime.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.colonycraft.realtime.config.Setting;
import ai.colonycraft.realtime.grafana.Manifests.FlinkDeployment;
import ai.colonycraft.realtime.grafana.Manifests.FlinkDeploymentSpec;
import ai.colonycraft.realtime.grafana.Manifests.UpgradeMode;
import ai.colonycraft.realtime.jobs.config.HistoryConfig;
import ai.colonycraft.realtime.jobs.config.ReportConfig;
import ai.colonycraft.realtime.jobs.config.TopicsConfig;
import ai.colonycraft.realtime.jobs.config.UserActivityConfig;
import ai.colonycraft.realtime.push.config.PushConfig;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests that kustomize makes, against the types of Kubernetes' API and our own code. */
class KubernetesTest {

  private static final Path CONF = Program.PACK.resolveSibling("flink-conf");

  /** Labels that Flink gives the pods that it makes. */
  private static final Map<String, String> FLINK = Map.of("type", "flink-native-kubernetes");

  private static final Set<String> COMPONENTS = Set.of("jobmanager", "taskmanager");

  @BeforeAll
  static void needsKubectl() {
    Program.require("kubectl");
  }

  @Test
  void aFieldThatTheApiDoesNotHaveIsFound() {
    assertThatThrownBy(
            () ->
                Manifests.read(
                    "{apiVersion: v1, kind: Service, metadata: {name: x}, spec: {selectors: {}}}"))
        .hasMessageContaining("selectors");
    assertThatThrownBy(
            () ->
                Manifests.read(
                    "{apiVersion: flink.apache.org/v1beta1, kind: FlinkDeployment, spec: {jobs: 1}}"))
        .hasMessageContaining("jobs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"try", "s3", "gcs"})
  void everyPodRunsWithoutRightsAndWithRequestsAndMountsWhatItHas(String overlay) throws Exception {
    Manifests manifests = Manifests.of(overlay);
    List<PodSpec> pods = pods(manifests);
    assertThat(pods).hasSizeGreaterThan(4);
    for (PodSpec pod : pods) {
      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getSecurityContext().getFsGroup()).isPositive();
      assertThat(pod.getSecurityContext().getSeccompProfile().getType())
          .isEqualTo("RuntimeDefault");
      Container container = pod.getContainers().get(0);
      assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
      assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
      assertThat(pod.getVolumes())
          .extracting(volume -> volume.getName())
          .containsExactlyInAnyOrderElementsOf(
              container.getVolumeMounts().stream().map(VolumeMount::getName).toList());
      if (!container.getName().equals("flink-main-container")) {
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
        assertThat(container.getResources().getLimits()).containsKey("memory");
        assertThat(container.getImage()).endsWith(":" + version());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"try", "s3", "gcs"})
  void everyJobRunsOnTheShippedConfigWithSavepointsAndHighAvailability(String overlay)
      throws Exception {
    Map<String, String> shipped = new HashMap<>();
    flatten("", Yaml.read(CONF.resolve("config.yaml")), shipped);
    shipped.remove("execution.checkpointing.dir");
    shipped.remove("execution.checkpointing.savepoint-dir");
    // The operator takes these from the resources of each pod.
    shipped.remove("jobmanager.memory.process.size");
    shipped.remove("taskmanager.memory.process.size");
    List<FlinkDeployment> jobs = Manifests.of(overlay).all(FlinkDeployment.class);
    assertThat(jobs).hasSize(overlay.equals("try") ? 3 : 4);
    for (FlinkDeployment job : jobs) {
      FlinkDeploymentSpec spec = job.spec();
      assertThat(spec.image()).isEqualTo("colonycraft/realtime-jobs:" + version());
      assertThat(spec.flinkConfiguration())
          .containsAllEntriesOf(shipped)
          .containsEntry("high-availability.type", "kubernetes")
          .containsKeys(
              "execution.checkpointing.dir",
              "execution.checkpointing.savepoint-dir",
              "high-availability.storageDir");
      assertThat(spec.logConfiguration())
          .containsOnly(
              Map.entry(
                  "log4j-console.properties",
                  Files.readString(CONF.resolve("log4j-console.properties"))));
      assertThat(spec.job().upgradeMode()).isEqualTo(UpgradeMode.savepoint);
      assertThat(spec.jobManager().replicas()).isEqualTo(overlay.equals("try") ? 1 : 2);
      assertThat(Program.PACK.resolveSibling(source(spec.job().entryClass()))).exists();
    }
  }

  /** What a job mounts is named after the user that the tables of rights give it. */
  @Test
  void everyProgramIsAKafkaUserOfItsOwn() throws Exception {
    assertThat(pods(Manifests.of("s3")))
        .filteredOn(pod -> !pod.getContainers().get(0).getName().equals("daily-report"))
        .extracting(pod -> pod.getVolumes().get(0).getSecret().getSecretName())
        .containsExactlyInAnyOrder(
            "kafka-user-activity-job",
            "kafka-service-health-job",
            "kafka-event-correlation-job",
            "kafka-history-job",
            "kafka-push-server",
            "kafka-topics",
            "kafka-rules");
  }

  @Test
  void theComponentsThatAreOffSetWhatTheySay(@TempDir(factory = InTarget.class) Path folder)
      throws Exception {
    Path relative = folder.relativize(Manifests.FOLDER);
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        resources: [%1$s/overlays/s3]
        components: [%1$s/components/autoscaler, %1$s/components/json-logs]
        """
            .formatted(relative));
    Manifests manifests = Manifests.ofFolder(folder);
    for (FlinkDeployment job : manifests.all(FlinkDeployment.class)) {
      assertThat(job.spec().flinkConfiguration())
          .containsEntry("job.autoscaler.enabled", "true")
          .containsEntry("jobmanager.scheduler", "adaptive")
          .containsEntry("containerized.master.env.LOG_FORMAT", "json")
          .containsEntry("containerized.taskmanager.env.LOG_FORMAT", "json");
    }
    assertThat(container(manifests.all(Deployment.class).get(0)).getEnv())
        .anyMatch(e -> e.getName().equals("LOG_FORMAT") && e.getValue().equals("json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3", "gcs"})
  void theStoreHasItsPluginOfTheVersionOfFlink(String overlay) throws Exception {
    String plugin =
        overlay.equals("s3") ? "flink-s3-fs-presto-%s.jar" : "flink-gs-fs-hadoop-%s.jar";
    String scheme = overlay.equals("s3") ? "s3://" : "gs://";
    for (FlinkDeployment job : Manifests.of(overlay).all(FlinkDeployment.class)) {
      assertThat(job.spec().podTemplate().getSpec().getContainers().get(0).getEnv())
          .singleElement()
          .satisfies(
              variable -> {
                assertThat(variable.getName()).isEqualTo("ENABLE_BUILT_IN_PLUGINS");
                assertThat(variable.getValue())
                    .isEqualTo(plugin.formatted(property("flink.version")));
              });
      assertThat(job.spec().flinkConfiguration().entrySet())
          .filteredOn(entry -> entry.getKey().matches(".*(\\.dir|savepoint-dir|storageDir)$"))
          .hasSize(3)
          .allSatisfy(entry -> assertThat(entry.getValue()).startsWith(scheme));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"try", "s3", "gcs"})
  void whatIsSetOurProgramsKnow(String overlay) throws Exception {
    Manifests manifests = Manifests.of(overlay);
    for (FlinkDeployment job : manifests.all(FlinkDeployment.class)) {
      assertThat(keys(job.spec().job().args()))
          .isSubsetOf(
              job.spec().job().entryClass().endsWith("HistoryJob")
                  ? names(HistoryConfig.SETTINGS)
                  : names(UserActivityConfig.SETTINGS));
    }
    Container push = container(manifests.all(Deployment.class).get(0));
    assertThat(keys(push.getArgs())).isNotEmpty().isSubsetOf(names(PushConfig.SETTINGS));
    Container topics = job(manifests, "topics");
    String replicas = overlay.equals("try") ? "1" : "3";
    String inSync = overlay.equals("try") ? "1" : "2";
    assertThat(keys(topics.getArgs())).isSubsetOf(names(TopicsConfig.SETTINGS));
    assertThat(topics.getArgs())
        .containsSequence("--topics.replication-factor", replicas)
        .containsSequence("--topics.min-insync-replicas", inSync);
    Container rules = job(manifests, "rules");
    assertThat(Program.PACK.resolveSibling(source(rules.getCommand().get(3)))).exists();
    String broker = topics.getArgs().get(topics.getArgs().indexOf("--kafka.bootstrap.servers") + 1);
    assertThat(rules.getArgs())
        .startsWith("push", "/opt/colonycraft/rules", "--if-empty")
        .containsSequence("--bootstrap-servers", broker);
    for (CronJob report : manifests.all(CronJob.class)) {
      Container container = pod(report).getContainers().get(0);
      assertThat(container.getArgs())
          .containsSequence("--class", "ai.colonycraft.realtime.jobs.DailyReportJob");
      assertThat(keys(container.getArgs()).stream().filter(key -> key.contains(".")))
          .isNotEmpty()
          .isSubsetOf(names(ReportConfig.SETTINGS));
    }
    assertThat(Program.PACK.resolveSibling(source(topics.getCommand().get(3)))).exists();
  }

  @Test
  void onlyThoseConnectThatAreNamed() throws Exception {
    Manifests manifests = Manifests.of("s3");
    List<NetworkPolicy> policies = manifests.all(NetworkPolicy.class);
    assertThat(policies)
        .filteredOn(policy -> policy.getMetadata().getName().equals("nobody-connects"))
        .singleElement()
        .satisfies(
            policy -> {
              assertThat(policy.getSpec().getPodSelector().getMatchLabels()).isNullOrEmpty();
              assertThat(policy.getSpec().getIngress()).isNullOrEmpty();
            });
    NetworkPolicy push =
        policies.stream()
            .filter(policy -> policy.getMetadata().getName().equals("push-server"))
            .findFirst()
            .orElseThrow();
    assertThat(podLabels(manifests)).containsAll(labels(push.getSpec().getPodSelector()));
    List<NetworkPolicyPeer> from = push.getSpec().getIngress().get(0).getFrom();
    // A peer without a selector of pods would be a whole namespace.
    assertThat(from).hasSize(4).allSatisfy(peer -> assertThat(peer.getPodSelector()).isNotNull());
    assertThat(container(manifests.all(Deployment.class).get(0)).getArgs())
        .containsSequence("--http.behind-proxy", "tls")
        .contains("--auth.keys");
  }

  @Test
  void whatIsSelectedIsThere() throws Exception {
    Manifests manifests = Manifests.of("s3");
    Set<Map.Entry<String, String>> there = podLabels(manifests);
    for (PodDisruptionBudget budget : manifests.all(PodDisruptionBudget.class)) {
      assertThat(there).containsAll(labels(budget.getSpec().getSelector()));
    }
    for (PodMonitor monitor : manifests.all(PodMonitor.class)) {
      assertThat(there).containsAll(labels(monitor.getSpec().getSelector()));
    }
    Service service = manifests.all(Service.class).get(0);
    assertThat(there).containsAll(service.getSpec().getSelector().entrySet());
    Deployment push = manifests.all(Deployment.class).get(0);
    assertThat(container(push).getPorts())
        .anyMatch(p -> p.getName().equals(service.getSpec().getPorts().get(0).getName()));
    assertThat(container(push).getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
    assertThat(container(push).getLivenessProbe().getHttpGet().getPath()).isEqualTo("/healthz");
    Ingress ingress = manifests.all(Ingress.class).get(0);
    String host = ingress.getSpec().getRules().get(0).getHost();
    assertThat(ingress.getSpec().getTls().get(0).getHosts()).containsExactly(host);
    assertThat(
            ingress
                .getSpec()
                .getRules()
                .get(0)
                .getHttp()
                .getPaths()
                .get(0)
                .getBackend()
                .getService()
                .getName())
        .isEqualTo(service.getMetadata().getName());
  }

  @Test
  void prometheusKeepsAndRenamesTheSameAsInItsOwnConfig() throws Exception {
    JsonNode config = Yaml.read(Program.PACK.resolve("prometheus/prometheus.yml"));
    List<Map<String, Object>> expected = new ArrayList<>();
    for (JsonNode job : config.get("scrape_configs")) {
      for (JsonNode rule : job.path("metric_relabel_configs")) {
        Map<String, Object> camel = new HashMap<>();
        rule.properties()
            .forEach(
                field ->
                    camel.put(
                        field
                            .getKey()
                            .replace("source_labels", "sourceLabels")
                            .replace("target_label", "targetLabel"),
                        field.getValue()));
        expected.add(camel);
      }
    }
    List<Map<String, Object>> found = new ArrayList<>();
    for (JsonNode tree : Manifests.of("s3").trees()) {
      for (JsonNode rule : tree.at("/spec/podMetricsEndpoints/0/metricRelabelings")) {
        Map<String, Object> fields = new HashMap<>();
        rule.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        found.add(fields);
      }
    }
    assertThat(found).hasSizeGreaterThan(5).isEqualTo(expected);
  }

  @Test
  void noSecretStandsInAManifest() throws Exception {
    for (String overlay : List.of("s3", "gcs")) {
      for (JsonNode tree : Manifests.of(overlay).trees()) {
        assertThat(tree.get("kind").asText()).isNotEqualTo("Secret");
      }
    }
  }

  private static List<PodSpec> pods(Manifests manifests) {
    Stream<PodSpec> flink =
        manifests.all(FlinkDeployment.class).stream().map(d -> d.spec().podTemplate().getSpec());
    Stream<PodSpec> push =
        manifests.all(Deployment.class).stream().map(d -> d.getSpec().getTemplate().getSpec());
    Stream<PodSpec> jobs =
        manifests.all(Job.class).stream().map(j -> j.getSpec().getTemplate().getSpec());
    Stream<PodSpec> reports = manifests.all(CronJob.class).stream().map(KubernetesTest::pod);
    return Stream.of(flink, push, jobs, reports).flatMap(pod -> pod).toList();
  }

  private static PodSpec pod(CronJob job) {
    return job.getSpec().getJobTemplate().getSpec().getTemplate().getSpec();
  }

  private static Container job(Manifests manifests, String name) {
    return manifests.all(Job.class).stream()
        .filter(job -> job.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .get(0);
  }

  /** Below the module, so that kustomize's relative paths lead from it to the manifests. */
  static final class InTarget implements TempDirFactory {
    @Override
    public Path createTempDirectory(
        AnnotatedElementContext element, ExtensionContext extensionContext) throws Exception {
      return Files.createTempDirectory(
          Files.createDirectories(Program.PACK.resolve("target")), "kustomize");
    }
  }

  private static Set<Map.Entry<String, String>> podLabels(Manifests manifests) {
    Set<Map.Entry<String, String>> labels = new LinkedHashSet<>(FLINK.entrySet());
    COMPONENTS.forEach(component -> labels.add(Map.entry("component", component)));
    manifests
        .all(Deployment.class)
        .forEach(
            d -> labels.addAll(d.getSpec().getTemplate().getMetadata().getLabels().entrySet()));
    return labels;
  }

  private static Set<Map.Entry<String, String>> labels(LabelSelector selector) {
    return selector.getMatchLabels().entrySet();
  }

  private static Container container(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
  }

  private static String source(String mainClass) {
    return "jobs/src/main/java/" + mainClass.replace('.', '/') + ".java";
  }

  private static String version() throws Exception {
    return property("version");
  }

  private static String property(String name) throws Exception {
    return Yaml.xml(Program.PACK.resolveSibling("pom.xml"), name);
  }

  private static Set<String> names(List<Setting<?>> settings) {
    Set<String> names = new LinkedHashSet<>();
    settings.forEach(setting -> names.add(setting.name()));
    return names;
  }

  private static List<String> keys(List<String> args) {
    return args.stream().filter(a -> a.startsWith("--")).map(a -> a.substring(2)).toList();
  }

  private static void flatten(String prefix, JsonNode node, Map<String, String> to) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String key = prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey();
      if (entry.getValue().isObject()) {
        flatten(key, entry.getValue(), to);
      } else {
        to.put(key, entry.getValue().asText());
      }
    }
  }
}
