package ai.colonycraft.realtime.push.pages;

import ai.colonycraft.realtime.push.support.Needs;
import ai.colonycraft.realtime.push.support.NodePackages;
import ai.colonycraft.realtime.push.support.PagesInChromium;
import ai.colonycraft.realtime.push.support.Platform;
import ai.colonycraft.realtime.push.support.TestTransport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/**
 * Prints what Lighthouse says of each page with its phone profile: {@code Lighthouse RUNS ADDRESS
 * PAGE…}, by default three runs of every page of a server in this process that publishes anew each
 * second. Shown is the run with the median of performance, what it would mend first, and what moved
 * in the run in which most did, since a page may move in some runs only. Ends with 1 when a page
 * has less than 95 for performance, or less than 100 for accessibility or best practices.
 *
 * <p>Lighthouse slows the processor down to that of a phone, by 4 where it is a fast one: on a
 * slower one by less, as its documentation advises (docs/throttling.md, "Calibrating the CPU
 * slowdown"), by the index that it measures. The first line is a page with one heading and nothing
 * else, measured in the same way: where that has less than 95, the machine is too slow or too busy
 * to judge others.
 */
public final class Lighthouse {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ENOUGH_PERFORMANCE = 95;

  /** Lighthouse's own slowdown. */
  private static final double SLOWDOWN = 4;

  /** The least benchmark index of the processors that this slowdown is meant for. */
  private static final double FAST_INDEX = 1500;

  private static final byte[] EMPTY_PAGE =
      "<!doctype html><html lang=en><meta name=viewport content='width=device-width'><title>Empty</title><h1>Empty</h1>"
          .getBytes(StandardCharsets.UTF_8);

  /** What moves less is not shown: it costs no point of performance. */
  private static final double LEAST_SHIFT = 0.01;

  private Lighthouse() {}

  public static void main(String[] args) throws Exception {
    int runs = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    List<String> pages =
        args.length > 2 ? List.of(args).subList(2, args.length) : PagesInChromium.PAGES;
    boolean good;
    if (args.length > 1 && args[1].startsWith("http")) {
      good = all(args[1], pages, runs);
    } else {
      ScheduledExecutorService source = Executors.newSingleThreadScheduledExecutor();
      try (TestTransport server = TestTransport.start()) {
        Platform platform = new Platform(server, "Reef").begin();
        source.scheduleAtFixedRate(platform::publishNow, 1, 1, TimeUnit.SECONDS);
        good = all("http://127.0.0.1:" + server.port(), pages, runs);
      } finally {
        source.shutdownNow();
      }
    }
    System.exit(good ? 0 : 1);
  }

  private static boolean all(String address, List<String> pages, int runs) throws Exception {
    System.out.printf(
        "%-18s %11s %13s %14s %7s %7s %7s %6s  %s%n",
        "page",
        "performance",
        "accessibility",
        "best practices",
        "FCP ms",
        "LCP ms",
        "TBT ms",
        "CLS",
        "performance of each run");
    double slowdown = measured(runs);
    boolean good = true;
    for (String page : pages) {
      List<JsonNode> reports = reports(address + page, runs, slowdown);
      JsonNode median = print(page, reports);
      reports.stream()
          .max(Comparator.comparingDouble(Lighthouse::shift))
          .ifPresent(Lighthouse::printMoved);
      good &=
          score(median, "performance") >= ENOUGH_PERFORMANCE
              && score(median, "accessibility") == 100
              && score(median, "best-practices") == 100;
    }
    return good;
  }

  /** Prints what an empty page has, and returns by how much to slow this processor down. */
  private static double measured(int runs) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, EMPTY_PAGE.length);
          exchange.getResponseBody().write(EMPTY_PAGE);
          exchange.close();
        });
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
      List<JsonNode> reports = reports(address, runs, SLOWDOWN);
      double[] indexes =
          reports.stream()
              .mapToDouble(report -> report.at("/environment/benchmarkIndex").asDouble())
              .sorted()
              .toArray();
      double index = indexes[(indexes.length - 1) / 2];
      double slowdown = Math.max(1, Math.min(SLOWDOWN, SLOWDOWN * index / FAST_INDEX));
      System.out.printf("benchmark index %.0f: slowed down by %.1f%n", index, slowdown);
      print("an empty page", slowdown == SLOWDOWN ? reports : reports(address, runs, slowdown));
      return slowdown;
    } finally {
      server.stop(0);
    }
  }

  /** In the order of performance. */
  private static List<JsonNode> reports(String address, int runs, double slowdown)
      throws Exception {
    List<JsonNode> reports = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      reports.add(report(address, slowdown));
    }
    reports.sort(Comparator.comparingInt(r -> score(r, "performance")));
    return reports;
  }

  /** Once more when Chromium failed it, as its trace of a page does now and then. */
  private static JsonNode report(String address, double slowdown) throws Exception {
    try {
      return tried(address, slowdown);
    } catch (IllegalStateException problem) {
      System.out.println("    again: " + problem.getMessage().strip());
      return tried(address, slowdown);
    }
  }

  private static JsonNode tried(String address, double slowdown) throws Exception {
    Path folder = NodePackages.folder("lighthouse");
    Path report = Files.createTempFile("lighthouse", ".json");
    ProcessBuilder lighthouse =
        new ProcessBuilder(
                folder.resolve("node_modules/.bin/lighthouse").toString(),
                address,
                "--quiet",
                "--no-enable-error-reporting",
                "--only-categories=performance,accessibility,best-practices",
                "--throttling.cpuSlowdownMultiplier=" + slowdown,
                "--output=json",
                "--output-path=" + report,
                "--chrome-flags=--headless --no-sandbox --disable-gpu")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("lighthouse.log").toFile());
    lighthouse.environment().put("CHROME_PATH", Needs.program("chromium"));
    int code = lighthouse.start().waitFor();
    JsonNode result = code == 0 ? JSON.readTree(report.toFile()) : JSON.createObjectNode();
    Files.delete(report);
    if (code != 0 || result.has("runtimeError")) {
      throw new IllegalStateException(
          address + ": " + Files.readString(folder.resolve("lighthouse.log")));
    }
    return result;
  }

  /** Prints the median of reports that are in the order of performance, and returns it. */
  private static JsonNode print(String page, List<JsonNode> reports) {
    JsonNode report = reports.get((reports.size() - 1) / 2);
    System.out.printf(
        "%-18s %11d %13d %14d %7.0f %7.0f %7.0f %6.3f  %s%n",
        page,
        score(report, "performance"),
        score(report, "accessibility"),
        score(report, "best-practices"),
        value(report, "first-contentful-paint"),
        value(report, "largest-contentful-paint"),
        value(report, "total-blocking-time"),
        shift(report),
        reports.stream().map(each -> score(each, "performance")).toList());
    StreamSupport.stream(report.get("audits").spliterator(), false)
        .filter(audit -> savings(audit) > 0)
        .sorted(Comparator.comparingDouble(Lighthouse::savings).reversed())
        .limit(3)
        .forEach(
            audit ->
                System.out.printf(
                    "    %s: %s %s%n",
                    audit.path("title").asText(),
                    audit.path("metricSavings"),
                    audit.path("displayValue").asText()));
    for (String category : new String[] {"accessibility", "best-practices"}) {
      report
          .path("categories")
          .path(category)
          .path("auditRefs")
          .forEach(
              reference -> {
                JsonNode audit = report.path("audits").path(reference.path("id").asText());
                if (reference.path("weight").asDouble() > 0
                    && audit.path("score").isNumber()
                    && audit.path("score").asDouble() < 1) {
                  System.out.printf("    %s: %s%n", category, audit.path("title").asText());
                }
              });
    }
    return report;
  }

  /** What moved on the page while it was loaded. */
  private static void printMoved(JsonNode report) {
    for (JsonNode moved : report.at("/audits/layout-shifts/details/items")) {
      double score = moved.path("score").asDouble();
      if (score >= LEAST_SHIFT) {
        System.out.printf("    moved %.3f: %s%n", score, moved.at("/node/snippet").asText());
      }
    }
  }

  private static double shift(JsonNode report) {
    return value(report, "cumulative-layout-shift");
  }

  /** What a mend would save of all times, milliseconds. */
  private static double savings(JsonNode audit) {
    JsonNode savings = audit.path("metricSavings");
    return savings.path("FCP").asDouble()
        + savings.path("LCP").asDouble()
        + savings.path("TBT").asDouble();
  }

  private static double value(JsonNode report, String audit) {
    return report.path("audits").path(audit).path("numericValue").asDouble();
  }

  /** In hundredths, as Lighthouse shows it. */
  private static int score(JsonNode report, String category) {
    return (int)
        Math.round(report.path("categories").path(category).path("score").asDouble() * 100);
  }
}
