package ai.colonycraft.realtime.push.transport.api;

import ai.colonycraft.realtime.push.config.HistoryConfig;
import ai.colonycraft.realtime.push.history.HistoryAnswer;
import ai.colonycraft.realtime.push.history.HistoryException;
import ai.colonycraft.realtime.push.history.HistoryQuestion;
import ai.colonycraft.realtime.push.history.HistoryReader;
import ai.colonycraft.realtime.push.history.HistorySources;
import ai.colonycraft.realtime.push.hub.Hub;
import ai.colonycraft.realtime.push.hub.Selector;
import ai.colonycraft.realtime.push.hub.SeriesPast;
import ai.colonycraft.realtime.push.hub.Visibility;
import ai.colonycraft.realtime.push.transport.guard.AccessControl;
import ai.colonycraft.realtime.push.transport.http.Answer;
import ai.colonycraft.realtime.push.transport.http.Json;
import ai.colonycraft.realtime.push.transport.http.JsonParts;
import ai.colonycraft.realtime.push.transport.http.LongAnswer;
import ai.colonycraft.realtime.push.transport.http.Query;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code GET /api/history}, the catalogue of the past, and {@code GET
 * /api/history/{name}?from=…&to=…}, the past of the series that the other parameters, names and
 * values of labels, select. What is newer than the last finished window comes from memory, as
 * {@code live} of each series.
 *
 * <p>Threads of its own wait for the database, as many as there are connections to it, and others
 * for Prometheus, so that a slow one holds up nothing else.
 */
public final class HistoryApi extends Handler.Abstract.NonBlocking implements AutoCloseable {

  private static final String PATH = "/api/history";
  private static final int WAITING = 64;
  private static final int CATALOGUE_BYTES = 32 << 10;

  private final HistorySources sources;
  private final ThreadPoolExecutor database;
  private final ThreadPoolExecutor prometheus;
  private final Hub hub;
  private final Clock clock;

  private HistoryApi(HistoryConfig config, Hub hub, Clock clock) {
    this.hub = hub;
    this.clock = clock;
    this.sources = new HistorySources(config, clock);
    this.database = threads(config.connections());
    this.prometheus = threads(config.connections());
  }

  private static ThreadPoolExecutor threads(int number) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            number,
            number,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              Thread thread = new Thread(task, "history");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /**
   * Serves the past of a database, of Prometheus or of both; without any, an error that names the
   * setting.
   */
  public static HistoryApi of(HistoryConfig config, Hub hub, Clock clock) {
    return new HistoryApi(config, hub, clock);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    if (!path.equals(PATH) && !path.startsWith(PATH + "/")) {
      return false;
    }
    if (Answer.refusesMethod(request, response, callback)) {
      return true;
    }
    if (sources.isEmpty() && path.equals(PATH)) {
      return catalogue(List.of(), request, response, callback);
    }
    if (sources.isEmpty()) {
      return Json.error(
          response,
          callback,
          404,
          "history_off",
          "history is off; history.url names its database, history.prometheus a Prometheus");
    }
    Visibility visibility = AccessControl.visibility(request);
    if (path.equals(PATH)) {
      ThreadPoolExecutor threads = sources.hasPrometheus() ? prometheus : database;
      return work(
          threads, response, callback, () -> catalogue(visibility, request, response, callback));
    }
    String name = path.substring(PATH.length() + 1);
    if (!sources.knows(name) || !visibility.seesMetric(name)) {
      return Json.error(
          response, callback, 404, "unknown_series", "expected a name of " + PATH + ": " + name);
    }
    try {
      HistoryRequest asked =
          HistoryRequest.read(name, new Query(request.getHttpURI().getQuery()), clock.millis());
      ThreadPoolExecutor threads = sources.asksPrometheus(asked.question()) ? prometheus : database;
      return work(
          threads,
          response,
          callback,
          () -> answer(asked, visibility, request, response, callback));
    } catch (Query.BadQueryException e) {
      return Json.error(response, callback, 400, "bad_query", e.getMessage());
    }
  }

  /** Something that waits for an answer. */
  @FunctionalInterface
  private interface Work {
    void run() throws HistoryException;
  }

  private static boolean work(
      ThreadPoolExecutor threads, Response response, Callback callback, Work work) {
    try {
      threads.execute(
          () -> {
            try {
              work.run();
            } catch (HistoryException e) {
              refuse(e, response, callback);
            } catch (RuntimeException e) {
              callback.failed(e);
            }
          });
    } catch (RejectedExecutionException e) {
      Json.unavailable(
          response, callback, "busy", "too many questions wait for the history; try again");
    }
    return true;
  }

  private static void refuse(HistoryException e, Response response, Callback callback) {
    switch (e.reason()) {
      case BAD_QUESTION -> Json.error(response, callback, 400, "bad_query", e.getMessage());
      case TOO_SLOW -> Json.error(response, callback, 400, "too_much", e.getMessage());
      case AWAY -> Json.unavailable(response, callback, "history_away", e.getMessage());
    }
  }

  private void catalogue(
      Visibility visibility, Request request, Response response, Callback callback)
      throws HistoryException {
    List<HistoryReader.Entry> entries =
        sources.catalogue().stream().filter(e -> visibility.seesMetric(e.name())).toList();
    catalogue(entries, request, response, callback);
  }

  private static boolean catalogue(
      List<HistoryReader.Entry> entries, Request request, Response response, Callback callback) {
    return LongAnswer.send(
        request,
        response,
        callback,
        CATALOGUE_BYTES,
        () -> new JsonParts<>(out -> {}, "series", entries.iterator(), HistoryJson::write));
  }

  private void answer(
      HistoryRequest asked,
      Visibility visibility,
      Request request,
      Response response,
      Callback callback)
      throws HistoryException {
    String name = asked.question().name();
    Predicate<Map<String, String>> seen = labels -> visibility.seesSeries(name, labels);
    HistoryAnswer answer = sources.answer(asked.question(), seen);
    HistoryAnswer before = null;
    if (asked.compareSeconds() > 0) {
      HistoryQuestion then = asked.question().before(asked.compareSeconds(), answer.step());
      before = sources.answer(then, answer.truncated() ? shown(answer)::contains : seen);
    }
    HistoryJson json = new HistoryJson(asked, answer, before, live(asked, answer, visibility));
    String tag = json.tag();
    response.getHeaders().put(HttpHeader.ETAG, tag);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "private, no-cache");
    if (tag.equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH))) {
      response.setStatus(304);
      response.write(true, null, callback);
      return;
    }
    LongAnswer.send(
        request,
        response,
        callback,
        json.bytes(),
        () -> new JsonParts<>(json::head, "series", json.series().iterator(), json::write));
  }

  /** Of very many series, those that are compared: not the ones that were the largest then. */
  private static Set<Map<String, String>> shown(HistoryAnswer answer) {
    return answer.series().stream().map(HistoryAnswer.Found::labels).collect(Collectors.toSet());
  }

  /** What memory has after the last finished window, by labels. */
  private List<HistoryJson.Live> live(
      HistoryRequest asked, HistoryAnswer answer, Visibility visibility) {
    long since = Math.max(answer.until(), asked.question().from()) * 1000;
    long to = asked.question().to() * 1000;
    if (!asked.live() || since >= to) {
      return List.of();
    }
    Selector selector = new Selector(asked.question().name(), asked.question().labels());
    List<HistoryJson.Live> live = new ArrayList<>();
    for (SeriesPast series : hub.past(selector, since, HistoryReader.SERIES, visibility)) {
      live.add(new HistoryJson.Live(series.labels(), series.past().get(), to));
    }
    return live;
  }

  @Override
  public void close() {
    database.shutdownNow();
    prometheus.shutdownNow();
    sources.close();
  }
}
