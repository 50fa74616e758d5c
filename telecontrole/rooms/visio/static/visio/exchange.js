/** Written words, a shared screen, the screen kept awake. Nothing of it is stored, unless words are filed. */

import { copy, part } from "./dom.js";
import { Sealed } from "./sealed.js";

/** @typedef {import("./call.js").Call} Call */

export class Chat {
  /** @param {Call} call */
  constructor(call) {
    this.call = call;
    this.list = part(call.root, "chat-list");
    const form = part(call.root, "chat-form");
    this.field = /** @type {HTMLInputElement} */ (part(call.root, "chat-field"));
    /** What this page shows of the exchange: only the médecin-conseil's may be filed.
     * @type {Array<{ name: string, seat: string, text: string }>} */
    this.lines = [];
    const { keep, session } = call.config;
    /** Nobody else's page keeps a word. */
    this.kept = keep ? new Sealed(`visio-written:${session}`, keep) : null;
    void this.restore();
    call.told.set("chat-filed", () => {
      part(call.root, "chat-filed").textContent = call.texts.get("chat-filed");
      /** @type {HTMLDetailsElement} */ (part(call.root, "chat")).open = true;
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.say();
    });
    call.hears.set("chat", (message) => {
      const name = call.tiles.people.get(message.from)?.name ?? "";
      this.add(name, String(message.text), String(message.from));
      if (!(/** @type {HTMLDetailsElement} */ (part(call.root, "chat")).open)) {
        part(call.root, "chat-new").textContent = call.texts.get("chat-new", { name });
        // Above the picture as well: what stands below it may be out of sight.
        call.controls.say("chat-new", { name });
      }
    });
    part(call.root, "chat").addEventListener("toggle", () => {
      if (part(call.root, "chat-new").textContent) call.controls.say(`phase-${call.phase}`);
      part(call.root, "chat-new").textContent = "";
    });
  }

  /** A conclusion loads the desk anew: what may still be filed comes back, in this window only and until the end. */
  async restore() {
    const kept = (await this.kept?.get()) ?? [];
    if (!kept.length) return;
    const since = this.lines.splice(0);
    this.list.replaceChildren();
    for (const { name, seat, text } of [...kept, ...since]) this.add(name, text, seat);
  }

  say() {
    const text = this.field.value.trim();
    if (!text) return;
    this.call.signal.send({ t: "chat", text });
    this.add(this.call.texts.get("me"), text, this.call.config.seat);
    this.field.value = "";
  }

  clear() {
    this.list.replaceChildren();
    this.lines = [];
    this.kept?.forget();
  }

  /** Keep with the record what stands here; the service then tells everybody's screen. */
  async file() {
    const url = document.getElementById("call-papers")?.dataset.exchangeUrl;
    if (!url || this.lines.length === 0) return;
    this.fileable(false);
    try {
      const body = JSON.stringify({ lines: this.lines.map(({ seat, text }) => ({ seat, text })) });
      const answer = await this.call.request(url, { method: "POST", body, headers: { "Content-Type": "application/json" } });
      if (answer.ok) return;
    } catch {
      // the sentence below says it
    }
    part(this.call.root, "chat-filed").textContent = this.call.texts.get("chat-not-filed");
    this.fileable(true);
  }

  /** @param {boolean} may */
  fileable(may) {
    if (!this.call.config.host) return;
    /** @type {HTMLButtonElement} */ (part(this.call.root, "file-chat")).disabled = !may;
  }

  /**
   * @param {string} name
   * @param {string} text
   * @param {string} seat of who wrote
   */
  add(name, text, seat) {
    this.lines.push({ name, seat, text });
    void this.kept?.put(this.lines);
    this.fileable(true);
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
      // The choice of a window takes a while: the call may be over.
      if (!this.call.here()) return track.stop();
      if ("contentHint" in track) track.contentHint = "detail";
      track.onended = () => this.stop();
      this.call.shared = track;
    } catch {
      // The person changed their mind, or the system does not allow it.
      this.call.controls.say("share-none");
      return;
    }
    this.told();
  }

  stop() {
    if (!this.call.shared) return;
    this.call.shared.stop();
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
