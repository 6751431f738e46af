package ai.colonycraft.realtime.push.pages;

import static org.awaitility.Awaitility.await;

import ai.colonycraft.realtime.push.feed.LiveRecord;
import ai.colonycraft.realtime.push.feed.Notice;
import ai.colonycraft.realtime.push.support.Chromium;
import ai.colonycraft.realtime.push.support.MovableClock;
import ai.colonycraft.realtime.push.support.Platform;
import ai.colonycraft.realtime.push.support.TestTransport;
import ai.colonycraft.realtime.push.support.Updates;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A wall over days, with a clock that this program moves, which is the server's too: {@code
 * WallWeek MINUTES}, by default those of a week. The wall shows its playlist while values come each
 * ten seconds, turns to the critical incident of each tenth of the time and back when somebody
 * acknowledges it, and nobody touches it. Ends with 1 if it found a fault: another page than
 * expected, an error, a wall that is behind or cut off, a document that grew by a quarter since the
 * first tenth, or a heap since that or, in a run that is longer than the page's memory, since that
 * is full.
 */
public final class WallWeek {

  private static final int WEEK_MINUTES = 7 * 24 * 60;
  private static final int STEP_SECONDS = 10;
  private static final List<String> PLAYLIST = List.of("/", "/operations", "/activity");

  /** The page keeps so many minutes of values, and grows until then. */
  private static final int FILLED_MINUTES = 70;

  private static final double MOST_GROWTH = 1.25;

  /** Two minutes of the wall take a second of the server, which counts what its client sends. */
  private static final String[] LIMITS = {
    "--session.messages-per-second", "10000", "--limits.requests-per-second", "10000"
  };

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * A clock that stands still until {@code advance(seconds)} moves it: timers run when it passes
   * them, frames at the end. It waits until the page has what was published before and what it
   * subscribed to, since that takes time by the real clock. A ping is answered as if that took no
   * time, with this clock's time: each tenth by the server, whose answer is awaited, the others
   * here.
   */
  private static final String CLOCK =
      """
      (() => {
        const real = { setTimeout: setTimeout.bind(globalThis), now: performance.now.bind(performance), Date, WebSocket };
        let now = Number(sessionStorage.clock ?? real.Date.now());
        const begun = now;
        let [ids, pings, asked, drawn, heard, closed] = [0, 0, 0, '', 0, false];
        // What it subscribed to and has no answer for; one answer may be for several requests.
        const subscribing = new Set();
        const key = ({ metric, labels = {} }) => metric + JSON.stringify(Object.entries(labels).sort());
        const last = [];
        const note = (...words) => { last.push([Math.round(real.now()), Math.round((now - begun) / 1000), ...words].join(' ')); if (last.length > 150) last.shift(); };
        globalThis.lastEvents = () => last.join('\\n');
        const timers = new Map();
        let frames = [];
        globalThis.Date = class extends real.Date {
          constructor(...all) { all.length === 0 ? super(now) : super(...all); }
          static now() { return now; }
        };
        performance.now = () => now - begun;
        const add = (run, ms, every, all) => {
          timers.set(++ids, { at: now + Math.max(0, Number(ms) || 0), every, run: () => run(...all) });
          return ids;
        };
        globalThis.setTimeout = (run, ms, ...all) => add(run, ms, 0, all);
        globalThis.setInterval = (run, ms, ...all) => add(run, ms, Math.max(1, ms), all);
        globalThis.clearTimeout = globalThis.clearInterval = (id) => timers.delete(id);
        globalThis.requestAnimationFrame = (run) => { frames.push([++ids, run]); return ids; };
        globalThis.cancelAnimationFrame = (id) => { frames = frames.filter(([other]) => other !== id); };
        globalThis.WebSocket = class extends real.WebSocket {
          send(text) {
            const ping = text.includes('"ping"');
            if (ping && ++asked % 10 > 0) {
              queueMicrotask(() => this.answered?.({ data: JSON.stringify({ pong: now }) }));
              return;
            }
            if (ping) pings++;
            const { action, subscriptions, ...selector } = JSON.parse(text);
            if (action === 'subscribe') subscriptions?.forEach((each) => subscribing.add(key(each)));
            if (action === 'unsubscribe') subscribing.delete(key(selector));
            note('sent', text.slice(0, 200));
            super.send(text);
          }
          set onmessage(handler) {
            this.answered = handler;
            super.onmessage = (event) => {
              closed = false;
              note('got', event.data.slice(0, 200));
              // A number, and no line of activity, which is sent on its own.
              if (/"value":[-\\d]/.test(event.data) && event.data.includes(`"timestamp":${now}`)) heard = now;
              const pong = event.data.startsWith('{"pong"');
              if (pong) pings = 0;
              if (event.data.startsWith('{"subscribed"')) {
                JSON.parse(event.data).subscribed.subscriptions?.forEach((each) => subscribing.delete(key(each)));
              }
              handler(pong ? { data: JSON.stringify({ pong: now }) } : event);
            };
          }
          set onclose(handler) {
            super.onclose = (event) => {
              note('closed', event.code, event.reason);
              pings = 0;
              subscribing.clear();
              closed = true;
              handler(event);
            };
          }
        };
        const attempt = (run, ...all) => { try { run(...all); } catch (problem) { console.error(problem); } };
        const tick = (ms) => {
          const end = now + ms;
          for (;;) {
            let next;
            for (const [id, timer] of timers) if (timer.at <= end && !(next?.timer.at <= timer.at)) next = { id, timer };
            if (!next) break;
            const { id, timer } = next;
            now = Math.max(now, timer.at);
            if (timer.every) timer.at += timer.every;
            else timers.delete(id);
            attempt(timer.run);
          }
          now = end;
        };
        const draw = () => {
          const due = frames;
          frames = [];
          for (const [, run] of due) attempt(run, now - begun);
        };
        // A timer that another timer sets would wait for 4 ms, so each is set by a message.
        const turns = new MessageChannel();
        const rest = (ms) => new Promise((done) => {
          turns.port1.onmessage = ms > 0 ? () => real.setTimeout(done, ms) : done;
          turns.port2.postMessage(0);
        });
        const until = async (done) => {
          const since = real.now();
          await rest(0);
          // Others need the processor for what is awaited.
          while (!done() && real.now() - since < 60_000) await rest(1);
          if (done()) return;
          globalThis.waitedInVain = true;
          note('waited in vain', pings, ...subscribing);
          pings = 0;
          subscribing.clear();
        };
        globalThis.advance = async (seconds, published) => {
          if (published) await until(() => heard === now || closed);
          for (let second = 0; second < seconds; second++) {
            tick(1000);
            await until(() => pings === 0 && subscribing.size === 0);
          }
          // A page that was opened mounts its panels over a few frames.
          for (let times = location.pathname === drawn ? 1 : 3; times > 0; times--) draw();
          drawn = location.pathname;
          sessionStorage.clock = now;
          return now;
        };
      })()
      """;

  private final TestTransport server;
  private final MovableClock clock;
  private final Chromium chromium;
  private final Platform platform;
  private final Set<String> shown = new HashSet<>();

  private WallWeek(TestTransport server, MovableClock clock, Chromium chromium) {
    this.server = server;
    this.clock = clock;
    this.chromium = chromium;
    this.platform = new Platform(server, "Reef");
  }

  public static void main(String[] args) throws Exception {
    int minutes = args.length > 0 ? Integer.parseInt(args[0]) : WEEK_MINUTES;
    List<String> faults;
    try (Chromium chromium = Chromium.start()) {
      faults = run(chromium, minutes);
    }
    faults.forEach(System.out::println);
    System.exit(faults.isEmpty() ? 0 : 1);
  }

  /** Runs for so long by the clock of the wall; returns what went wrong. */
  static List<String> run(Chromium chromium, int minutes) throws IOException {
    MovableClock clock = new MovableClock(Instant.now());
    try (TestTransport server = TestTransport.start(clock, LIMITS)) {
      return new WallWeek(server, clock, chromium).run(minutes);
    }
  }

  private List<String> run(int minutes) {
    platform.begin();
    chromium.show("dark", 1920, 1080);
    String script = chromium.beforeEachPage(CLOCK);
    try {
      return observed(minutes);
    } finally {
      chromium.noLongerBeforeEachPage(script);
      chromium.evaluate("sessionStorage.clear()");
    }
  }

  private List<String> observed(int minutes) {
    List<String> faults = new ArrayList<>();
    String playlist = String.join(",", PLAYLIST);
    chromium.open(
        "http://127.0.0.1:%d/?theme=wall&playlist=%s&seconds=30"
            .formatted(server.port(), playlist));
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              advance(1, false);
              return is("document.querySelector('.connection')?.dataset.state === 'open'")
                  && is("document.querySelectorAll('.panel').length > 0");
            });
    // Nobody looks. To paint the wall for each of its seconds would be most of the work.
    chromium.evaluate(
        "document.documentElement.style.setProperty('visibility', 'hidden', 'important')");
    int tenth = Math.max(4, minutes / 10);
    int settled = minutes > FILLED_MINUTES ? Math.max(tenth, FILLED_MINUTES) : tenth;
    double heap = 0;
    Map<String, Integer> elements = new HashMap<>();
    long now = advance(0, false);
    for (int minute = 0; minute < minutes && faults.isEmpty(); minute++) {
      String incident = "i" + minute / tenth;
      boolean acknowledged = minute % tenth >= 3;
      if (minute % tenth == 1) {
        server.publish(incident(incident, now));
      } else if (minute % tenth == 3) {
        server.publish(Updates.ack(incident, "ada"));
      }
      for (int second = 0; second < 60; second += STEP_SECONDS) {
        platform.publishAt(now, minute * 2 + second / 30.0);
        now = advance(STEP_SECONDS, true);
        if (second % 30 == 0) {
          // How long the playlist shows a page.
          shown.add(chromium.evaluate("location.pathname"));
        }
      }
      if (minute % 360 == 0 && minute > 0) {
        System.out.printf("%d of %d minutes are over%n", minute, minutes);
      }
      server.forget();
      boolean open = !acknowledged && minute % tenth >= 1;
      look(minute, open, faults);
      if (minute == settled - 1) {
        heap = chromium.heapAfterCollection();
      } else if (minute > tenth && minute % tenth == tenth - 1) {
        if (heap > 0) {
          grew("heap in bytes", heap, chromium.heapAfterCollection(), minute, faults);
        }
        String path = chromium.evaluate("location.pathname");
        // Of one page, since each has its own.
        Integer first = elements.putIfAbsent(path, nodes());
        grew("elements of " + path, first == null ? nodes() : first, nodes(), minute, faults);
      }
    }
    if (!shown.containsAll(PLAYLIST)) {
      faults.add("of the playlist it showed only " + shown);
    }
    // Without Kafka the server refuses reports.
    chromium.problems().stream().filter(p -> !p.contains("/api/reports")).forEach(faults::add);
    return faults;
  }

  private void look(int minute, boolean incident, List<String> faults) {
    String path = chromium.evaluate("location.pathname");
    if (incident == PLAYLIST.contains(path)) {
      faults.add("minute %d: it shows %s".formatted(minute, path));
    }
    String state =
        chromium.evaluate(
            "document.querySelector('.connection').dataset.state + ' ' +"
                + " document.querySelector('cc-banner .word').textContent");
    boolean unanswered = is("globalThis.waitedInVain === true");
    if (unanswered) {
      faults.add("minute %d: it was not sent in a minute what it waits for".formatted(minute));
    }
    if (!state.equals("open ") || unanswered) {
      System.out.println(chromium.evaluate("lastEvents()"));
    }
    if (!state.equals("open ")) {
      faults.add("minute %d: it says %s".formatted(minute, state));
    }
  }

  private static void grew(String what, double first, double now, int minute, List<String> faults) {
    System.out.printf("minute %d: %s %.0f, first %.0f%n", minute, what, now, first);
    if (now > first * MOST_GROWTH) {
      faults.add("minute %d: %s %.0f, first %.0f".formatted(minute, what, now, first));
    }
  }

  private int nodes() {
    return Integer.parseInt(chromium.evaluate("document.querySelectorAll('*').length"));
  }

  /** The time of the wall's clock afterwards, to which it sets that of the server. */
  private long advance(int seconds, boolean published) {
    String time =
        chromium.evaluateLater(
            "advance(%d, %b)".formatted(seconds, published), Duration.ofMinutes(35));
    long now = (long) Double.parseDouble(time);
    clock.now = Instant.ofEpochMilli(now);
    return now;
  }

  private boolean is(String expression) {
    return chromium.evaluate(expression).equals("true");
  }

  private static Notice incident(String id, long time) {
    return new Notice(
        id,
        ("{\"id\":\"%s\",\"type\":\"critical\",\"title\":\"Billing fails\",\"message\":\"m\",\"timestamp\":%d,"
                + "\"source\":\"test\",\"context\":{\"service\":\"billing\",\"region\":\"eu-west-1\"}}")
            .formatted(id, time),
        LiveRecord.NO_SEQUENCE);
  }
}
