package ai.colonycraft.realtime.jobs.secured;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.List;
import org.apache.flink.api.common.JobID;

/**
 * What Flink's web UI shows, as its REST API answers.
 *
 * @param uri of the web UI
 */
record WebUi(URI uri) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> OF_CLUSTER =
      List.of("/config", "/jobmanager/config", "/jobs/overview", "/taskmanagers", "/jars");
  private static final List<String> OF_JOB =
      List.of(
          "",
          "/config",
          "/plan",
          "/jobmanager/config",
          "/exceptions",
          "/accumulators",
          "/checkpoints",
          "/checkpoints/config",
          "/metrics");
  private static final List<String> OF_VERTEX = List.of("", "/taskmanagers", "/accumulators");

  /** Why a job failed. */
  String exceptions(JobID job) throws Exception {
    return get("/jobs/%s/exceptions".formatted(job));
  }

  /** All that it shows of a job and of the cluster. */
  String everythingAbout(JobID job) throws Exception {
    StringBuilder all = new StringBuilder();
    for (String path : OF_CLUSTER) {
      all.append(get(path));
    }
    for (String path : OF_JOB) {
      all.append(get("/jobs/" + job + path));
    }
    JsonNode vertices = JSON.readTree(get("/jobs/" + job)).get("vertices");
    assertThat(vertices).isNotEmpty();
    for (JsonNode vertex : vertices) {
      for (String path : OF_VERTEX) {
        all.append(get("/jobs/%s/vertices/%s%s".formatted(job, vertex.get("id").asText(), path)));
      }
    }
    return all.toString();
  }

  private String get(String path) throws Exception {
    return Http.get(uri.resolve(path));
  }
}
