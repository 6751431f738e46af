package ai.colonycraft.realtime.jobs.pipeline;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the reporter shows at one moment, by the plain names that the relabel rules give. */
public record Scrape(List<Sample> samples) {

  /** One line of the exposition format. */
  public record Sample(String name, Map<String, String> labels, double value) {}

  private static final Pattern LINE =
      Pattern.compile("flink_\\w*_colonycraft_(\\w+)\\{(.*)} (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  public static Scrape of(int port) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/metrics")).build();
      List<Sample> samples = new ArrayList<>();
      HTTP.send(request, HttpResponse.BodyHandlers.ofLines())
          .body()
          .forEach(
              line -> {
                Matcher m = LINE.matcher(line);
                if (m.matches()) {
                  samples.add(
                      new Sample(m.group(1), labels(m.group(2)), Double.parseDouble(m.group(3))));
                }
              });
      return new Scrape(samples);
    } catch (IOException e) {
      return new Scrape(List.of());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new HashMap<>();
    Matcher m = LABEL.matcher(text);
    while (m.find()) {
      labels.put(m.group(1), m.group(2));
    }
    return labels;
  }

  /** The sum over all series of a metric. */
  public double sum(String name) {
    return samples.stream().filter(s -> s.name.equals(name)).mapToDouble(Sample::value).sum();
  }

  /** The series of a metric by one label, summed. */
  public Map<String, Long> by(String name, String label) {
    Map<String, Long> by = new HashMap<>();
    samples.stream()
        .filter(s -> s.name.equals(name))
        .forEach(s -> by.merge(s.labels.get(label), (long) s.value, Long::sum));
    return by;
  }
}
