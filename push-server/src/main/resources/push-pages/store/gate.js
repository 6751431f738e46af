/**
 * Stands between the stream and the store, so that the pages can be frozen: what comes meanwhile
 * waits, in order, and is then replayed at speed or taken at once. Knows no page and no socket.
 *
 * @typedef {"live"|"frozen"|"replaying"} GateState
 * @typedef {{at: number, take: () => void, precious: boolean}} Waiting  precious: must not be dropped
 */

/** Updates that wait at most; then the oldest that can be spared goes, and is counted. */
const MOST_WAITING = 20_000;
const TICK_MS = 100;

export class Gate {
  /** @type {GateState} */
  #state = "live";
  /** @type {Waiting[]} */
  #waiting = [];
  #clock = 0;
  #now;
  #dropped = 0;
  #timer = 0;
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** @param {() => number} now the server's clock */
  constructor(now) {
    this.#now = now;
  }

  get state() {
    return this.#state;
  }

  /** Updates that did not fit while it was frozen. */
  get dropped() {
    return this.#dropped;
  }

  /** The time that the pages show: the server's now, or that of the freeze or the replay. */
  now() {
    return this.#state === "live" ? this.#now() : this.#clock;
  }

  /** How far behind the present the pages are, milliseconds. */
  behind() {
    return Math.max(0, this.#now() - this.now());
  }

  /** Calls back when the state changes. @param {() => void} listener */
  onChange(listener) {
    this.#listeners.add(listener);
  }

  /**
   * Lets something through, or keeps it.
   * @param {() => void} take what happens when it is through
   * @param {boolean} [precious] whether it must not be dropped
   */
  pass(take, precious = false) {
    if (this.#state === "live") {
      take();
      return;
    }
    this.#waiting.push({ at: this.#now(), take, precious });
    if (this.#waiting.length > MOST_WAITING) this.#spare();
  }

  /**
   * A way through for what begins to be watched now. Begun while the page is frozen, it gets at once what there
   * was at the frozen moment; what is newer waits as everything does.
   * @returns {(at: number, take: () => void) => void} with the time of what comes
   */
  entrance() {
    let late = this.#state !== "live";
    return (at, take) => {
      late &&= this.#state !== "live";
      if (late && at <= this.#clock) take();
      else this.pass(take);
    };
  }

  freeze() {
    this.#clock = this.now();
    clearInterval(this.#timer);
    this.#become("frozen");
  }

  /** Plays what waits, so many times as fast as it came. @param {number} speed */
  replay(speed) {
    this.#become("replaying");
    let before = performance.now();
    clearInterval(this.#timer);
    this.#timer = Number(
      setInterval(() => {
        const time = performance.now();
        this.#clock += (time - before) * speed;
        before = time;
        this.#release(this.#clock);
        if (this.#clock >= this.#now()) this.jump();
      }, TICK_MS),
    );
  }

  /** Takes all that waits, and is live. */
  jump() {
    clearInterval(this.#timer);
    this.#release(Infinity);
    this.#dropped = 0;
    this.#become("live");
  }

  /** Forgets all that waits, and is live. */
  forget() {
    clearInterval(this.#timer);
    this.#waiting = [];
    this.#dropped = 0;
    this.#become("live");
  }

  /** @param {number} until */
  #release(until) {
    let count = 0;
    while (count < this.#waiting.length && this.#waiting[count].at <= until) this.#waiting[count++].take();
    this.#waiting.splice(0, count);
  }

  /** Drops a tenth, in one go, so that a full queue does not cost with each update. */
  #spare() {
    let left = MOST_WAITING / 10;
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter((w) => w.precious || left-- <= 0);
    this.#dropped += before - this.#waiting.length;
  }

  /** @param {GateState} state */
  #become(state) {
    this.#state = state;
    this.#listeners.forEach((listener) => listener());
  }
}
