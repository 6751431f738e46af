package ai.colonycraft.realtime.jobs.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What the JobManager says of itself and its jobs. */
final class FlinkRest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final int port;

  FlinkRest(int port) {
    this.port = port;
  }

  /** TaskManagers that are registered. */
  int taskManagers() throws Exception {
    return get("/taskmanagers").get("taskmanagers").size();
  }

  /** Whether a job runs with all its tasks. */
  boolean runs(String job) throws Exception {
    JsonNode published = get("/jobs/" + job);
    return published.get("state").asText().equals("RUNNING")
        && published.at("/status-counts/RUNNING").asInt() == published.get("vertices").size();
  }

  /** Checkpoints of a job that were completed since it was last taken up by a JobManager. */
  int checkpoints(String job) throws Exception {
    return get("/jobs/" + job + "/checkpoints").at("/counts/completed").asInt();
  }

  /** Checkpoints of a job that failed since it was last taken up by a JobManager. */
  int failedCheckpoints(String job) throws Exception {
    return get("/jobs/" + job + "/checkpoints").at("/counts/failed").asInt();
  }

  /** How often a job was restarted since it was last taken up by a JobManager. */
  int restarts(String job) throws Exception {
    JsonNode metrics = get("/jobs/" + job + "/metrics?get=numRestarts");
    return metrics.isEmpty() ? 0 : metrics.get(0).get("value").asInt();
  }

  /** The resource id of the TaskManager that runs the only subtask of an operator. */
  String taskManagerOf(String job, String operator) throws Exception {
    for (JsonNode vertex : get("/jobs/" + job).get("vertices")) {
      if (vertex.get("name").asText().contains(operator)) {
        String path = "/jobs/%s/vertices/%s/taskmanagers".formatted(job, vertex.get("id").asText());
        return get(path).at("/taskmanagers/0/taskmanager-id").asText();
      }
    }
    throw new IllegalArgumentException("no operator " + operator + " in job " + job);
  }

  /** The most subtasks that a step of a job has. */
  int parallelism(String job) throws Exception {
    int most = 0;
    for (JsonNode vertex : get("/jobs/" + job).get("vertices")) {
      most = Math.max(most, vertex.get("parallelism").asInt());
    }
    return most;
  }

  /**
   * Asks the adaptive scheduler for other parallelism; returns at once. Steps that may have one
   * subtask alone stay so.
   *
   * @param subtasks most that each other step may have
   */
  void rescale(String job, int subtasks) throws Exception {
    String path = "/jobs/" + job + "/resource-requirements";
    JsonNode requirements = get(path);
    for (JsonNode vertex : requirements) {
      ObjectNode parallelism = (ObjectNode) vertex.get("parallelism");
      if (parallelism.get("upperBound").asInt() > 1) {
        parallelism.put("upperBound", subtasks);
      }
    }
    send(request(path).PUT(HttpRequest.BodyPublishers.ofString(requirements.toString())));
  }

  private JsonNode get(String path) throws Exception {
    return JSON.readTree(send(request(path)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(10));
  }

  private static String send(HttpRequest.Builder builder) throws Exception {
    HttpRequest request = builder.build();
    HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(
          "%s answers %d: %s".formatted(request.uri(), response.statusCode(), response.body()));
    }
    return response.body();
  }
}
