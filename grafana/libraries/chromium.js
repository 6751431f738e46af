import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A page in Chromium, which is driven by its pipe for debuggers: messages of JSON that end with a zero byte. */
export class Chromium {
  #process;
  #session;
  #waiting = new Map();
  #text = "";
  #id = 0;

  /** Starts one, on a page that has a script. */
  static async start(folder, script) {
    const page = join(folder, "page.html");
    await writeFile(
      page,
      `<!doctype html><meta charset="utf-8"><body style="margin:0;background:#111217"><script src="${script}"></script>`,
    );
    const chromium = new Chromium();
    const profile = `--user-data-dir=${join(folder, "chromium")}`;
    chromium.#process = spawn(
      "chromium",
      [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--remote-debugging-pipe",
        "--window-size=1200,640",
        profile,
      ],
      { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
    );
    chromium.#process.stdio[4].setEncoding("utf8").on("data", (text) => chromium.#read(text));
    const { targetId } = await chromium.#call("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await chromium.#call("Target.attachToTarget", { targetId, flatten: true });
    chromium.#session = sessionId;
    await chromium.#call("Page.enable");
    const loaded = new Promise((resolve) => {
      chromium.#waiting.set("Page.loadEventFired", { resolve });
    });
    await chromium.#call("Page.navigate", { url: `file://${page}` });
    await loaded;
    return chromium;
  }

  /** What an expression gives, or the promise that it gives. */
  async evaluate(expression) {
    const options = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.#call("Runtime.evaluate", options);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Saves what the page looks like. */
  async screenshot(file) {
    const { data } = await this.#call("Page.captureScreenshot", { format: "png" });
    await writeFile(file, Buffer.from(data, "base64"));
  }

  async stop() {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill();
    await ended;
  }

  #call(method, params = {}) {
    const id = ++this.#id;
    const session = this.#session && { sessionId: this.#session };
    this.#process.stdio[3].write(`${JSON.stringify({ id, method, params, ...session })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #read(text) {
    const messages = (this.#text + text).split("\0");
    this.#text = messages.pop();
    for (const { id, method, result, error } of messages.map((message) => JSON.parse(message))) {
      const waiting = this.#waiting.get(id ?? method);
      this.#waiting.delete(id ?? method);
      if (error) waiting?.reject(new Error(error.message));
      else waiting?.resolve(result);
    }
  }
}
