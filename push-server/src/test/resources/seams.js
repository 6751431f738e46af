/**
 * Watches what the chart of request_rate is drawn from: each time that it is drawn, its points must go on without a
 * gap or a double point, and be what the platform of the test had at their time. Measures how long after an answer of
 * the history the chart is drawn.
 *
 * Runs in the page, after it was loaded; {speed} is how fast its clock runs.
 */
(async () => {
  const CHART = "cc-lines[data-metric=request_rate]";
  const METRIC = "request_rate";
  /** Live points may stand so far apart: two seconds of the machine, in which it did other things. */
  const LIVE_MS = 2_000 * {speed};
  const MINUTE_MS = 60_000;
  const folder = document.querySelector("script[type=module]").src.replace(/app\.js.*/, "");
  const { Watch } = await import(`${folder}store/watch.js`);
  const { gapsBefore } = await import(`${folder}store/points.js`);

  const seams = {
    /** Faults that were found, each once, the first of them. */
    faults: new Set(),
    walks: 0,
    points: 0,
    /** Ends of what was finished in the answers. */
    ends: new Set(),
    /** Milliseconds from answer to drawn, by milliseconds of the range. */
    drawn: {},
  };
  /** The last answer. */
  let answer = { step: 0, until: 0, from: 0, at: 0, range: 0 };

  const expected = (time) => 240 + 2 * Math.abs((Math.floor(time / MINUTE_MS) % 360) - 180);
  const fault = (text) => seams.faults.size < 20 && seams.faults.add(text);

  function walk({ times, values }) {
    // What was read before this watched has a step that is not known.
    if (answer.until === 0) return;
    seams.walks++;
    const gaps = gapsBefore(times);
    for (let i = 0; i < times.length; i++) {
      const finished = times[i] < answer.until;
      if (i > 0) {
        const after = times[i] - times[i - 1];
        const most = times[i - 1] < answer.until ? Math.max(answer.step, LIVE_MS) : LIVE_MS;
        const at = `${new Date(times[i]).toISOString()}, finished until ${new Date(answer.until).toISOString()}`;
        if (after <= 0) fault(`two points at ${at}: ${after} ms`);
        else if (after > most) fault(`a gap of ${after} ms before ${at}, step ${answer.step}`);
        else if (gaps[i] && after > LIVE_MS) fault(`a gap is drawn before ${at}: ${after} ms`);
      }
      const minutes = finished ? answer.step / MINUTE_MS : 1;
      const middle = finished ? times[i] + Math.min(answer.step, answer.until - times[i]) / 2 : times[i];
      if (Math.abs(values[i] - expected(middle)) > 2 * minutes + 2)
        fault(`${values[i]} at ${new Date(times[i]).toISOString()}, expected about ${expected(middle)}`);
    }
    seams.points += times.length;
  }

  const { points } = Watch.prototype;
  Watch.prototype.points = function (series) {
    const found = points.call(this, series);
    if (series.metric === METRIC && Object.keys(series.labels).length === 0) walk(found);
    return found;
  };

  const real = globalThis.fetch;
  globalThis.fetch = async (address, ...rest) => {
    const response = await real(address, ...rest);
    const query = new URL(address, location).searchParams;
    if (!String(address).startsWith(`/api/history/${METRIC}`)) return response;
    const { json } = response;
    response.json = async () => {
      const body = await json.call(response);
      answer = {
        step: body.step * 1_000,
        until: body.until,
        from: Number(query.get("from")),
        at: performance.now(),
        range: Number(query.get("to")) - Number(query.get("from")),
      };
      seams.ends.add(body.until);
      return body;
    };
    return response;
  };

  const { clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    clearRect.apply(this, box);
    if (answer.at === 0 || !this.canvas.closest(CHART)) return;
    const { at, range } = answer;
    answer.at = 0;
    // Lines are drawn in the same task, and are on the screen with the next frame.
    requestAnimationFrame(() => {
      (seams.drawn[Math.round(range / MINUTE_MS)] ??= []).push(performance.now() - at);
    });
  };

  globalThis.seams = () =>
    JSON.stringify({ ...seams, faults: [...seams.faults], ends: seams.ends.size });
  return "watching";
})()
