/** The call page: from the first click to the end, and back again after a reload. */

import { Camera } from "./camera.js";
import { Controls } from "./controls.js";
import { Sending, Shown } from "./documents.js";
import { part, show, soon, Texts } from "./dom.js";
import { Devices } from "./devices.js";
import { whenGranted } from "./help.js";
import { Awake, Chat, Sharing } from "./exchange.js";
import { Media } from "./media.js";
import { Mesh } from "./mesh.js";
import { Signal } from "./signal.js";
import { Tiles } from "./tiles.js";
import { Watch } from "./watch.js";

/** @typedef {import("./types.js").Wire} Wire */
/** @typedef {import("./types.js").CallConfig} CallConfig */
/** @typedef {import("./types.js").PeerMessage} PeerMessage */
/** @typedef {"start" | "waiting" | "call" | "ended" | "elsewhere" | "refused" | "left"} Phase */

const JOINED = "visio-joined";

export class Call {
  /**
   * @param {HTMLElement} root
   * @param {CallConfig} config
   */
  constructor(root, config) {
    this.root = root;
    this.config = config;
    this.texts = new Texts();
    this.media = new Media();
    this.camera = new Camera(this.media, { wanted: () => this.here(), again: () => this.acquire() });
    this.signal = this.makeSignal();
    this.mesh = new Mesh(this.signal);
    this.tiles = new Tiles(root, this.texts, {
      admit: (person) => this.controls.admit(person),
      exclude: (person) => this.controls.exclude(person),
      host: config.host,
    });
    this.controls = new Controls(root, this);
    this.watch = new Watch(this.mesh);
    this.awake = new Awake();
    /** @type {Phase} */
    this.phase = "start";
    this.withCamera = true;
    this.ended = false;
    /** @type {MediaStreamTrack | null} */
    this.shared = null;
    /** @type {Map<string, (message: Wire) => void>} */
    this.hears = new Map();
    /** What to do when the service says something, by its kind; anything else is a panel with a link.
     * @type {Map<string, (url: string) => void>} */
    this.told = new Map();
    this.chat = new Chat(this);
    if (root.dataset.documentsUrl) this.sending = new Sending(this, root.dataset.documentsUrl);
    if (config.host) this.shown = new Shown(this);
    this.devices = new Devices(this);
    this.sharing = new Sharing(this);
    this.wire();
  }

  /** @returns {Signal} */
  makeSignal() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socketUrl = `${scheme}//${location.host}${this.config.socket}`;
    return new Signal({ socketUrl, getTicket: () => this.ticket() });
  }

  /** @returns {Promise<string | null>} */
  async ticket() {
    const token = /** @type {HTMLInputElement | null} */ (
      this.root.querySelector("input[name=csrfmiddlewaretoken]")
    );
    const answer = await fetch(this.config.ticket, {
      method: "POST",
      headers: { "X-CSRFToken": token?.value ?? "" },
      // One browser may hold two seats: a médecin-conseil signed in who opened a person's link.
      body: new URLSearchParams({ seat: this.config.seat }),
      credentials: "same-origin",
    });
    if (answer.ok) return (await answer.json()).ticket;
    if (answer.status >= 500 || answer.status === 429) throw new Error("later");
    return null;
  }

  wire() {
    this.signal.onWelcome = (welcome) => {
      this.watch.resumes = this.signal.resumes;
      this.mesh.welcome(welcome);
    };
    this.signal.onMessage = (message) => this.hear(message);
    this.signal.onState = (state, why) => this.connection(state, why);
    this.signal.onForgotten = () => this.mesh.leave();
    this.mesh.onTrack = (seat, slot, track) => this.tiles.attach(seat, slot, track);
    this.mesh.onState = (seat, state) => this.moved(seat, state);
    this.mesh.onWords = (seat, words) => this.tiles.words(seat, words);
    this.watch.onLevel = (seat, level, paused) => this.tiles.level(seat, level, paused);
    this.watch.onReport = (report) => this.signal.send({ t: "quality", report });
    this.tiles.onFrame = () => this.watch.firstFrame();
    this.watch.onFrames = (frames) => this.camera.counted(frames);
    this.media.onChange = () => {
      this.publish();
      this.camera.look();
    };
    this.media.onInterrupted = (interrupted) => {
      show(part(this.root, "interrupted"), interrupted);
      if (!interrupted) return;
      // An ended track never comes back: a new one may be had at once, or by the button.
      if (this.media.audio?.readyState === "ended" && document.visibilityState === "visible") void this.acquire();
    };
    void whenGranted(() => this.here() && this.media.fault === "refused", () => void this.acquire());
    this.tiles.onBlocked = () => show(part(this.root, "sound-box"), true);
    document.addEventListener("visibilitychange", () => {
      this.tellMedia();
      void this.revive();
    });
    window.addEventListener("pagehide", () => this.mesh.leave());
    // Safari may bring a page back as it was left: its connections are closed by then.
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.here() && location.reload());
  }

  /**
   * The click that opens everything at once: it is also the gesture that lets sound play.
   * @param {{ withCamera: boolean }} options
   */
  async join({ withCamera }) {
    this.withCamera = withCamera;
    this.remember();
    this.go("waiting");
    await this.mesh.prepare();
    this.signal.start();
    await this.acquire();
  }

  /** Take (again) what the device has, and send it. */
  async acquire() {
    await this.media.acquire({ withCamera: this.withCamera });
    this.controls.media();
    this.publish();
    this.camera.look();
    await this.devices.renewed();
  }

  /**
   * A phone call or another application may leave a track alive but empty: take a new one when the
   * page is in front again.
   */
  async revive() {
    const tracks = this.media.stream.getTracks();
    const dead = tracks.some((track) => track.readyState !== "live" || track.muted);
    if (!this.here() || document.visibilityState !== "visible") return;
    if (dead) await this.acquire();
    this.camera.renew();
  }

  here() {
    return this.phase === "waiting" || this.phase === "call";
  }

  remember() {
    sessionStorage.setItem(JOINED, `${this.config.session}:${this.withCamera ? "camera" : "sound"}`);
  }

  /** Once more, from a page that has left: one click is enough. */
  again() {
    this.remember();
    location.reload();
  }

  /** After a reload the call comes back without a click. */
  resume() {
    const [session, how] = (sessionStorage.getItem(JOINED) ?? "").split(":");
    if (session !== this.config.session) return;
    // Once it is over, only its end is asked for, and what is told after it: nobody is led into a waiting room.
    if (how === "over") this.signal.start();
    else void this.join({ withCamera: how === "camera" });
  }

  /**
   * @param {string} seat
   * @param {string} state
   */
  moved(seat, state) {
    this.tiles.state(seat, state);
    if (state === "connected") this.watch.connected();
  }

  leave() {
    this.watch.report();
    sessionStorage.removeItem(JOINED);
    this.signal.send({ t: "leave" });
    this.close("left");
  }

  end() {
    this.signal.send({ t: "end" });
  }

  /** @param {"phone" | "in_person"} by */
  handOver(by) {
    this.signal.send({ t: "handover", by });
  }

  publish() {
    const { audio, video } = this.media;
    this.mesh.publish({ audio, video, screen: this.shared });
    this.controls.preview();
    this.tellMedia();
  }

  tellMedia() {
    if (this.phase === "waiting" || this.phase === "call") {
      this.signal.send({ t: "media", ...this.media.state(), screen: this.shared !== null });
    }
  }

  // ---- what comes in -----------------------------------------------------------------------

  /** @param {Wire} message */
  hear(message) {
    const other = this.hears.get(message.t);
    if (other) return other(message);
    switch (message.t) {
      case "you": return this.own(message);
      case "peer": return this.person(/** @type {PeerMessage} */ (/** @type {unknown} */ (message)));
      case "rank": return this.controls.rank(message.rank, message.minutes);
      case "notice": return this.notice(String(message.kind), String(message.url));
      default: return this.mesh.receive(message);
    }
  }

  /**
   * @param {string} kind
   * @param {string} url
   */
  notice(kind, url) {
    const known = this.told.get(kind);
    if (known) known(url);
    else this.controls.notice(kind, url);
  }

  /**
   * A request to our own pages, with the token that they ask for.
   * @param {string} url
   * @param {RequestInit} [options]
   */
  request(url, options = {}) {
    const token = /** @type {HTMLInputElement | null} */ (
      this.root.querySelector("input[name=csrfmiddlewaretoken]")
    );
    const headers = { "X-CSRFToken": token?.value ?? "", Accept: "application/json", ...options.headers };
    return fetch(url, { credentials: "same-origin", ...options, headers });
  }

  /** @param {Wire} message */
  own(message) {
    if (message.state === "ended") return this.over(String(message.reason));
    if (message.admitted) this.watch.live();
    this.go(message.admitted ? "call" : "waiting");
  }

  /** @param {PeerMessage} message */
  person(message) {
    this.mesh.peer(message);
    // The first picture leaves with the end of this task: the screen is turned after it.
    soon(() => {
      if (!this.here()) return;
      this.tiles.update(message);
      if (message.role === "medecin_conseil") this.controls.host(message);
      this.controls.gone(message);
    });
  }

  /** @param {string} reason */
  over(reason) {
    if (this.ended) return;
    this.ended = true;
    this.watch.stop();
    this.controls.ended(reason);
    sessionStorage.setItem(JOINED, `${this.config.session}:over`);
    this.go("ended");
    this.letGo();
  }

  /** Nothing goes on once one has left: no connection, no camera, no shared screen, no written words. */
  letGo() {
    this.mesh.leave();
    this.tiles.clear();
    this.chat.clear();
    this.media.stop();
    this.sharing.stop();
    this.devices.stop();
  }

  /**
   * @param {import("./signal.js").SignalState} state
   * @param {string} why
   */
  connection(state, why) {
    this.controls.connection(state);
    if (state === "open" && why === "new") this.tellMedia();
    if (state === "replaced") this.close("elsewhere");
    if (state === "refused" && !this.ended) this.close("refused");
  }

  /** @param {Phase} phase */
  close(phase) {
    this.go(phase);
    this.letGo();
    if (!this.signal.stopped) this.signal.stop();
  }

  /** @param {Phase} phase */
  go(phase) {
    if (this.phase === phase) return;
    this.phase = phase;
    this.awake.keep(phase === "waiting" || phase === "call");
    this.controls.phase(phase);
  }
}
