/** This browser's subscription of the Push API, by which messages reach it while no page is open. */
import { write } from "./store/settings.js";

/** That the person wants messages in this browser is kept, so that a lost subscription is made anew. */
export const WANTED = "push";
const MOST_LABEL = 100;

/** @typedef {import("./store/people.js").People} People */

/** Whether the browser has the Push API here. An iPhone has it in an installed web app alone. */
export const isSupported = () =>
  isSecureContext &&
  "serviceWorker" in navigator &&
  "PushManager" in globalThis &&
  "Notification" in globalThis;

/** Whether this is a browser of an iPhone or iPad. */
export const isApple = () =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);

/** What there is now, if anything. @returns {Promise<PushSubscription|null>} */
export async function subscription() {
  if (!isSupported()) return null;
  return (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription() ?? null;
}

/**
 * Subscribes and sends the subscription to the server. Call it on a click: the browser may ask the person.
 * @param {People} people
 * @returns {Promise<import("./store/people.js").Person|null>} null if the person does not allow it
 */
export async function subscribe(people) {
  if ((await Notification.requestPermission()) !== "granted") return null;
  const person = await send(people);
  write(WANTED, true);
  return person;
}

/**
 * Sends the subscription again, and makes it anew if it was lost or is for another key: a push service may go on
 * answering for one that is dead.
 * @param {People} people
 */
export async function renew(people) {
  if (isSupported() && Notification.permission === "granted" && people.isKnown) await send(people);
}

/** Ends the subscription of this browser. @param {People} people */
export async function unsubscribe(people) {
  write(WANTED, false);
  const there = await subscription();
  const id = there && (await idOf(there.endpoint));
  await there?.unsubscribe();
  return id ? people.remove(id) : people.me();
}

/** The server's id of a subscription: the first 12 bytes of its endpoint's hash. @param {string} endpoint */
export async function idOf(endpoint) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint)));
  return [...hash.slice(0, 12)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {People} people */
async function send(people) {
  const key = bytes(await people.key());
  const { pushManager } = await navigator.serviceWorker.ready;
  const before = await pushManager.getSubscription();
  if (before && !isFor(before, key)) await before.unsubscribe();
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  return people.add({ ...made.toJSON(), label: label() });
}

/** @param {PushSubscription} found @param {Uint8Array} key */
function isFor(found, key) {
  const other = found.options.applicationServerKey;
  if (!other) return false;
  const bytesOfOther = new Uint8Array(other);
  return bytesOfOther.length === key.length && bytesOfOther.every((byte, i) => byte === key[i]);
}

/** @param {string} base64url @returns {Uint8Array<ArrayBuffer>} */
function bytes(base64url) {
  return Uint8Array.from(atob(base64url.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
}

/** Browser and system, as far as they say so. */
function label() {
  const agent = navigator.userAgent;
  const browser = /Firefox|Edg|OPR|Chrome|Safari/.exec(agent)?.[0] ?? "";
  const system = /Android|iPhone|iPad|Windows|Mac|Linux/.exec(agent)?.[0] ?? "";
  return `${browser.replace("Edg", "Edge").replace("OPR", "Opera")} ${system}`.trim().slice(0, MOST_LABEL);
}
