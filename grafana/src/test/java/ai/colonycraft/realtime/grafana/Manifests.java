package ai.colonycraft.realtime.grafana;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@code kubectl kustomize} makes of an overlay, each object read by its type in the API. */
final class Manifests {

  static final Path FOLDER = Program.PACK.resolveSibling("flink-conf/kubernetes");

  /** The parts of a FlinkDeployment that its definition allows: those of the operator 1.13. */
  record FlinkDeployment(
      String apiVersion, String kind, ObjectMeta metadata, FlinkDeploymentSpec spec) {}

  record FlinkDeploymentSpec(
      String image,
      String imagePullPolicy,
      String serviceAccount,
      FlinkVersion flinkVersion,
      Map<String, String> flinkConfiguration,
      Map<String, String> logConfiguration,
      PodTemplateSpec podTemplate,
      JobManager jobManager,
      TaskManager taskManager,
      FlinkJob job,
      Long restartNonce) {}

  /** Those that operator and jobs have in common. */
  enum FlinkVersion {
    v2_2
  }

  record JobManager(Resource resource, Integer replicas, PodTemplateSpec podTemplate) {}

  record TaskManager(Resource resource, Integer replicas, PodTemplateSpec podTemplate) {}

  record Resource(BigDecimal cpu, String memory, String ephemeralStorage) {}

  record FlinkJob(
      String jarURI,
      Integer parallelism,
      String entryClass,
      List<String> args,
      JobState state,
      UpgradeMode upgradeMode,
      Boolean allowNonRestoredState,
      String initialSavepointPath,
      Long savepointTriggerNonce,
      Long savepointRedeployNonce,
      Long checkpointTriggerNonce) {}

  enum JobState {
    running,
    suspended
  }

  enum UpgradeMode {
    savepoint,
    stateless
  }

  private static final Map<String, Class<?>> TYPES =
      Map.ofEntries(
          Map.entry("v1 PersistentVolumeClaim", PersistentVolumeClaim.class),
          Map.entry("v1 Secret", Secret.class),
          Map.entry("v1 Service", Service.class),
          Map.entry("v1 ServiceAccount", ServiceAccount.class),
          Map.entry("apps/v1 Deployment", Deployment.class),
          Map.entry("batch/v1 CronJob", CronJob.class),
          Map.entry("batch/v1 Job", Job.class),
          Map.entry("networking.k8s.io/v1 Ingress", Ingress.class),
          Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
          Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class),
          Map.entry("rbac.authorization.k8s.io/v1 Role", Role.class),
          Map.entry("rbac.authorization.k8s.io/v1 RoleBinding", RoleBinding.class),
          Map.entry("monitoring.coreos.com/v1 PodMonitor", PodMonitor.class),
          Map.entry("flink.apache.org/v1beta1 FlinkDeployment", FlinkDeployment.class));

  /** Takes no field that a type does not have; the types themselves would keep any. */
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return Boolean.FALSE;
                }
              })
          .build();

  private final List<Object> objects = new ArrayList<>();
  private final List<JsonNode> trees;

  private Manifests(List<JsonNode> trees) {
    this.trees = trees;
  }

  /** Makes an overlay, and reads what came out. */
  static Manifests of(String overlay) throws Exception {
    return ofFolder(FOLDER.resolve("overlays/" + overlay));
  }

  /** Makes a folder that has a kustomization, and reads what came out. */
  static Manifests ofFolder(Path folder) throws Exception {
    return read(Program.run("kubectl", "kustomize", folder.toString()).well().output());
  }

  /**
   * Reads objects.
   *
   * @throws com.fasterxml.jackson.core.JsonProcessingException if one is not of its type
   */
  static Manifests read(String yaml) throws Exception {
    Manifests manifests = new Manifests(Yaml.readAll(yaml));
    for (JsonNode tree : manifests.trees) {
      String type = tree.path("apiVersion").asText() + " " + tree.path("kind").asText();
      Class<?> known = TYPES.get(type);
      if (known == null) {
        throw new IllegalArgumentException("no type for " + type);
      }
      manifests.objects.add(STRICT.treeToValue(tree, known));
    }
    return manifests;
  }

  /** The objects of a type, in their order. */
  <T> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** All objects as they are written. */
  List<JsonNode> trees() {
    return trees;
  }
}
