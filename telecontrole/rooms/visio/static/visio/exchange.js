/** Written words, a shared screen, the screen kept awake. Nothing of it is stored. */

import { copy, part } from "./dom.js";

/** @typedef {import("./call.js").Call} Call */

export class Chat {
  /** @param {Call} call */
  constructor(call) {
    this.call = call;
    this.list = part(call.root, "chat-list");
    const form = part(call.root, "chat-form");
    this.field = /** @type {HTMLInputElement} */ (part(call.root, "chat-field"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.say();
    });
    call.hears.set("chat", (message) => {
      const name = call.tiles.people.get(message.from)?.name ?? "";
      this.add(name, String(message.text));
      if (!(/** @type {HTMLDetailsElement} */ (part(call.root, "chat")).open)) {
        part(call.root, "chat-new").textContent = call.texts.get("chat-new", { name });
      }
    });
    part(call.root, "chat").addEventListener("toggle", () => {
      part(call.root, "chat-new").textContent = "";
    });
  }

  say() {
    const text = this.field.value.trim();
    if (!text) return;
    this.call.signal.send({ t: "chat", text });
    this.add(this.call.texts.get("me"), text);
    this.field.value = "";
  }

  clear() {
    this.list.replaceChildren();
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  add(name, text) {
    const line = copy("visio-chat-line");
    part(line, "chat-name").textContent = name;
    part(line, "chat-text").textContent = text;
    this.list.append(line);
    line.scrollIntoView({ block: "nearest" });
  }
}

export class Sharing {
  /** @param {Call} call */
  constructor(call) {
    this.call = call;
    this.button = part(call.root, "share-button");
    this.button.hidden = !("getDisplayMedia" in (navigator.mediaDevices ?? {}));
  }

  async toggle() {
    if (this.call.shared) return this.stop();
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 10 } });
      const track = stream.getVideoTracks()[0];
      if (!track) return;
      if ("contentHint" in track) track.contentHint = "detail";
      track.onended = () => this.stop();
      this.call.shared = track;
    } catch {
      return; // the person changed their mind
    }
    this.told();
  }

  stop() {
    this.call.shared?.stop();
    this.call.shared = null;
    this.told();
  }

  told() {
    const key = this.call.shared ? "share-on" : "share-off";
    part(this.button, "label").textContent = this.call.texts.get(key);
    this.button.dataset.on = String(this.call.shared === null);
    this.call.publish();
  }
}

/** Keeps the phone's screen on while a call lasts; asked for again whenever the page comes back. */
export class Awake {
  constructor() {
    /** @type {WakeLockSentinel | null} */
    this.lock = null;
    this.wanted = false;
    document.addEventListener("visibilitychange", () => {
      if (this.wanted && document.visibilityState === "visible") void this.ask();
    });
  }

  /** @param {boolean} wanted */
  keep(wanted) {
    this.wanted = wanted;
    if (wanted) void this.ask();
    else void this.lock?.release();
  }

  async ask() {
    try {
      this.lock = (await navigator.wakeLock?.request("screen")) ?? null;
    } catch {
      this.lock = null; // battery saver says no: the playing picture usually keeps it on
    }
  }
}
