/**
 * Views of whoever signs in, between this browser and the server. Each change is based on a version; if the server has
 * another one meanwhile, that one counts, and what was changed here is kept as a copy. Without a person, or without the
 * server, views are kept in this browser as before.
 *
 * @typedef {import("./views.js").View} View
 */
import { Refused } from "./login.js";
import { copyOf, forget, keep, keepAll, newView, received, views } from "./views.js";

export class ViewSync {
  #people;
  /** Views that others share. @type {View[]} */
  shared = [];
  /** The person's own as the server has them, with their earlier versions. @type {View[]} */
  #own = [];
  /** Changes are sent one after the other. @type {Promise<unknown>} */
  #sending = Promise.resolve();

  /** @param {import("./people.js").People} people */
  constructor(people) {
    this.#people = people;
  }

  /** Whether views are kept on the server too. */
  get isOn() {
    return this.#people.isKnown;
  }

  /** Versions before the present one. @param {string} id @returns {import("./views.js").Earlier[]} */
  earlier(id) {
    return this.#own.find((view) => view.id === id)?.earlier ?? [];
  }

  /** A view of this browser, or one that is shared. @param {string|null} id @returns {View|undefined} */
  find(id) {
    return views().find((view) => view.id === id) ?? this.shared.find((view) => view.id === id);
  }

  /**
   * Takes over what the server has, and sends what it does not have yet.
   * @throws {Error} if the server does not answer
   */
  async load() {
    if (!this.isOn) return;
    const answer = await this.#people.views();
    this.#own = answer.views.flatMap(readable);
    this.shared = answer.shared.flatMap(readable);
    const here = views();
    // What the server does not have any more was removed elsewhere, unless it was changed here.
    const left = here.filter(
      ({ id, version, unsent }) => !version || unsent || this.#own.some((own) => own.id === id),
    );
    const all = left.map((view) => (!view.unsent && this.#own.find(({ id }) => id === view.id)) || view);
    keepAll([...all, ...this.#own.filter((own) => !left.some(({ id }) => id === own.id))]);
    for (const view of left) if (view.unsent) await this.save(view);
  }

  /**
   * Keeps a view here, and on the server if a person is known.
   * @param {View} view
   * @returns {Promise<{view: View, copy?: View}>} the view as it is now, and what was changed here if another version
   *     of it came first
   * @throws {Error} if the server did not take it; it is kept here
   */
  save(view) {
    keep(this.isOn ? { ...view, unsent: true } : view);
    if (!this.isOn) return Promise.resolve({ view });
    const sent = this.#sending.then(() => this.#send(view));
    this.#sending = sent.catch(() => {});
    return sent;
  }

  /** @param {View} view @returns {Promise<{view: View, copy?: View}>} */
  async #send(view) {
    // A change that waited for another one is based on what that one made.
    const version = this.#version(view.id) ?? view.version ?? 0;
    try {
      return { view: this.#took(await this.#put(view, version)) };
    } catch (problem) {
      if (!(problem instanceof Refused) || problem.code !== "conflict") throw problem;
      if (!problem.answer.view) return { view: this.#took(await this.#put(view, 0)) };
      const copy = copyOf(view, view.name);
      keep(copy);
      return { view: this.#took(problem.answer.view), copy };
    }
  }

  /** @param {View} view @param {number} version */
  #put({ id, name, shared = false, tiles }, version) {
    return this.#people.keepView(id, { name, shared, version, tiles });
  }

  /** @param {string} id */
  #version(id) {
    return this.#own.find((own) => own.id === id)?.version;
  }

  /** @param {unknown} answer @returns {View} */
  #took(answer) {
    const view = received(answer);
    this.#own = [...this.#own.filter(({ id }) => id !== view.id), view];
    keep(view);
    return view;
  }

  /**
   * Removes a view here and on the server.
   * @param {View} view
   * @returns {View} what brings it back when it is saved: a new view, since nothing is based on what is gone
   */
  remove(view) {
    forget(view.id);
    this.#own = this.#own.filter(({ id }) => id !== view.id);
    if (this.isOn && view.version) {
      const removed = this.#sending.then(() => this.#people.removeView(view.id));
      this.#sending = removed.catch(() => {});
    }
    const { id } = newView("");
    return { id, name: view.name, tiles: view.tiles };
  }
}

/** A view that the server sent; none if this version of the pages can't read it. @param {unknown} value @returns {View[]} */
function readable(value) {
  try {
    return [received(value)];
  } catch {
    return [];
  }
}
