package ai.colonycraft.realtime.grafana;

import ai.colonycraft.realtime.grafana.Expression.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every expression of the pack: dashboards with their variables and marks, rules, alerts. */
final class Expressions {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");

  private Expressions() {}

  /** All of them. */
  static List<Expression> all() throws IOException {
    List<Expression> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Program.PACK.resolve("dashboards"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        dashboard(JSON.readTree(file.toFile()), all);
      }
    }
    try (Stream<Path> files = Files.list(Program.PACK.resolve("prometheus/rules"))) {
      for (Path file : files.toList()) {
        rules(Yaml.read(file), all);
      }
    }
    return all;
  }

  private static void dashboard(JsonNode dashboard, List<Expression> all) {
    String title = dashboard.get("title").asText();
    for (JsonNode panel : dashboard.get("panels")) {
      for (JsonNode target : panel.get("targets")) {
        if (target.at("/datasource/type").asText().equals("prometheus")) {
          all.add(shown(title + ", " + panel.get("title").asText(), target.get("expr").asText()));
        }
      }
    }
    for (JsonNode mark : dashboard.at("/annotations/list")) {
      all.add(shown(title + ", mark " + mark.get("name").asText(), mark.get("expr").asText()));
    }
    for (JsonNode variable : dashboard.at("/templating/list")) {
      if (variable.get("type").asText().equals("query")) {
        Matcher query = LABEL_VALUES.matcher(variable.at("/query/query").asText());
        if (!query.matches()) {
          throw new IllegalStateException(title + ": no label_values: " + variable);
        }
        all.add(
            shown(
                title + ", variable " + variable.get("name").asText(),
                "count by (%s) (%s)".formatted(query.group(2), query.group(1))));
      }
    }
  }

  private static void rules(JsonNode file, List<Expression> all) {
    for (JsonNode group : file.get("groups")) {
      for (JsonNode rule : group.get("rules")) {
        boolean alert = rule.has("alert");
        all.add(
            new Expression(
                (alert ? "alert " : "rule ") + rule.get(alert ? "alert" : "record").asText(),
                rule.get("expr").asText(),
                alert ? Kind.ALERT : Kind.SHOWN));
      }
    }
  }

  /** With what Grafana would put in place of its variables. */
  private static Expression shown(String where, String expression) {
    return new Expression(
        where,
        expression
            .replace("$__rate_interval", "20s")
            .replace("$__range", "5m")
            .replaceAll("\"\\$(?!1)\\w+\"", "\".*\""),
        Kind.SHOWN);
  }
}
