/**
 * The websocket of a call: numbered messages, acknowledged and sent again after a break.
 *
 * The media does not need it; a call goes on while it is away. It resumes by itself: first with the
 * key of its last welcome, else (server restarted, seat taken over) with a new ticket.
 */

/** @typedef {import("./types.js").Wire} Wire */
/** @typedef {import("./types.js").WelcomeMessage} WelcomeMessage */

/** @typedef {"connecting" | "open" | "retrying" | "replaced" | "refused" | "stopped"} SignalState */

/** A seat that stays away for longer is given up, and so is every connection to it: `GRACE_SECONDS` of the service. */
const FORGOTTEN_MS = 85_000;
/** What is still meant when the service has lost everything: the rest speaks of connections as they were. */
const LASTING = ["chat", "admit", "exclude", "end", "handover"];
/** Never long: a call waits for it. Spread by chance, so that a restarted server is not stormed. */
const DELAYS_MS = [0, 300, 700, 1200, 2000];
const PING_MS = 5000;
const PONG_WITHIN_MS = 2500;
const SUSPECTED_PONG_WITHIN_MS = 1200;
const OPEN_WITHIN_MS = 4000;
/** On a line that is only slow, each new socket would begin anew: wait longer after each that came too late. */
const SLOWER = 1.5;
const SLOWEST = 5;
const UNACKNOWLEDGED_AT_MOST = 400;
const REPLACED = 4409;
const NO_RIGHT = 4401;
const GONE = 4410;

/** @returns {string} an identifier of this page's life, unknown to anyone else */
export function newInstance() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Signal {
  /**
   * @param {{ socketUrl: string, getTicket: () => Promise<string | null> }} options
   *   `getTicket` answers null when the server refuses for good.
   */
  constructor({ socketUrl, getTicket }) {
    this.socketUrl = socketUrl;
    this.getTicket = getTicket;
    this.instance = newInstance();
    /** @type {SignalState} */
    this.state = "connecting";
    /** @type {(message: Wire) => void} */
    this.onMessage = () => {};
    /** @type {(state: SignalState, why: string) => void} */
    this.onState = () => {};
    /** @type {(welcome: WelcomeMessage) => void} */
    this.onWelcome = () => {};
    /** The others have given up their connections to this page: it comes back as a new one.
     * @type {() => void} */
    this.onForgotten = () => {};
    this.resumes = 0;
    /** @type {WebSocket | null} */
    this.socket = null;
    /** @type {{ seat: string, key: string } | null} */
    this.known = null;
    this.seen = 0;
    this.number = 0;
    /** @type {Array<Wire & { n: number }>} */
    this.unacknowledged = [];
    this.attempt = 0;
    this.lastPong = 0;
    /** When the service was last heard, by the clock of the wall: a phone that sleeps stops the other one. */
    this.heardAt = Date.now();
    /** The latest message that a socket took. */
    this.transmitted = 0;
    this.pingSentAt = 0;
    this.suspected = false;
    /** By how much this line is slower than usual. */
    this.slowness = 1;
    /** @type {number | undefined} */
    this.timer = undefined;
    /** @type {number | undefined} */
    this.heart = undefined;
    this.stopped = false;
  }

  start() {
    this.stopped = false;
    this.heart = window.setInterval(() => this.beat(), 250);
    for (const [target, name] of this.wakeups()) target.addEventListener(name, this.wake);
    this.connect();
  }

  /** @param {SignalState} [state] */
  stop(state = "stopped") {
    this.stopped = true;
    window.clearInterval(this.heart);
    window.clearTimeout(this.timer);
    for (const [target, name] of this.wakeups()) target.removeEventListener(name, this.wake);
    this.abandon();
    this.tell(state, "");
  }

  /**
   * Send one message; it is kept until the server has acknowledged it.
   * @param {Wire} body
   */
  send(body) {
    if (this.stopped) return;
    const message = { ...body, n: ++this.number };
    this.unacknowledged.push(message);
    if (this.unacknowledged.length > UNACKNOWLEDGED_AT_MOST) this.unacknowledged.shift();
    this.transmit(message);
  }

  /** Something looks wrong (media stalled, network changed): find out at once. */
  suspect() {
    this.suspected = true;
    if (this.state === "open") this.ping();
    else this.hurry();
  }

  ready() {
    return this.state === "open";
  }

  /** Come back as a new incarnation: every peer builds a new connection. */
  renew() {
    this.instance = newInstance();
    this.known = null;
    this.keepLasting();
    this.reconnect("renew");
  }

  // ---- inside ------------------------------------------------------------------------------

  /** @returns {Array<[EventTarget, string]>} */
  wakeups() {
    /** @type {Array<[EventTarget, string]>} */
    const found = [[window, "online"], [window, "pageshow"], [document, "visibilitychange"]];
    const network = /** @type {{ connection?: EventTarget }} */ (navigator).connection;
    if (network) found.push([network, "change"]);
    return found;
  }

  wake = () => {
    if (document.visibilityState === "visible") this.suspect();
  };

  hurry() {
    if (this.stopped || !this.timer) return;
    window.clearTimeout(this.timer);
    this.timer = undefined;
    this.connect();
  }

  /**
   * @param {SignalState} state
   * @param {string} why
   */
  tell(state, why) {
    if (this.state === state && state !== "retrying") return;
    this.state = state;
    this.onState(state, why);
  }

  connect() {
    if (this.stopped) return;
    this.timer = undefined;
    const socket = new WebSocket(this.socketUrl);
    this.socket = socket;
    const tooLong = window.setTimeout(() => this.late("slow"), OPEN_WITHIN_MS * this.slowness);
    socket.onopen = () => {
      if (this.known) this.raw({ t: "resume", ...this.known, seen: this.seen });
      else void this.greet(socket);
    };
    socket.onmessage = (event) => {
      window.clearTimeout(tooLong);
      if (socket === this.socket) this.receive(JSON.parse(event.data));
    };
    socket.onclose = (event) => {
      window.clearTimeout(tooLong);
      if (socket === this.socket) this.closed(event.code);
    };
  }

  /**
   * Ask for a ticket and show it.
   * @param {WebSocket} socket
   */
  async greet(socket) {
    /** @type {string | null} */
    let ticket;
    try {
      ticket = await this.getTicket();
    } catch {
      if (socket === this.socket) this.reconnect("ticket");
      return;
    }
    if (socket !== this.socket) return;
    if (ticket === null) this.stop("refused");
    else this.raw({ t: "hello", ticket, inst: this.instance });
  }

  /** @param {number} code */
  closed(code) {
    if (code === REPLACED && this.state === "open") return this.reconnect("replaced?");
    if (code === NO_RIGHT || code === GONE) return this.stop("refused");
    return this.reconnect(String(code));
  }

  abandon() {
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** @param {string} why */
  reconnect(why) {
    if (this.stopped) return;
    this.abandon();
    window.clearTimeout(this.timer);
    const delay = DELAYS_MS[Math.min(this.attempt, DELAYS_MS.length - 1)] ?? 2000;
    this.attempt += 1;
    this.tell("retrying", why);
    this.timer = window.setTimeout(() => this.connect(), delay * (0.5 + Math.random()));
  }

  /** @param {Wire} message */
  receive(message) {
    const waited = performance.now() - this.pingSentAt;
    const away = Date.now() - this.heardAt;
    this.lastPong = performance.now();
    this.heardAt = Date.now();
    this.suspected = false;
    switch (message.t) {
      case "pong":
        if (waited < SUSPECTED_PONG_WITHIN_MS / 2) this.slowness = Math.max(1, this.slowness / SLOWER);
        return this.acknowledged(message.a ?? 0);
      case "welcome": return this.welcomed(/** @type {any} */ (message));
      case "reset": return this.reset(String(message.why), away);
      case "replaced": return this.stop("replaced");
      case "refused": return this.refused(message);
    }
    if (typeof message.n !== "number" || message.n <= this.seen) return;
    this.seen = message.n;
    this.onMessage(message);
  }

  /** @param {WelcomeMessage} welcome */
  welcomed(welcome) {
    this.attempt = 0;
    this.known = { seat: welcome.seat, key: welcome.key };
    if (welcome.resumed) this.resumes += 1;
    else {
      this.seen = 0;
      this.keepLasting();
    }
    this.acknowledged(welcome.heard);
    this.tell("open", welcome.resumed ? "resumed" : "new");
    this.onWelcome(welcome);
    for (const message of this.unacknowledged) this.transmit(message);
  }

  /**
   * @param {string} why
   * @param {number} away for how long the service was not heard, in ms
   */
  reset(why, away) {
    this.known = null;
    if (why === "replaced") return this.stop("replaced");
    if (away > FORGOTTEN_MS) {
      this.instance = newInstance();
      this.onForgotten();
    }
    if (this.socket) void this.greet(this.socket);
  }

  /** Words and orders that no socket ever took still go out. */
  keepLasting() {
    this.unacknowledged = this.unacknowledged.filter(({ n, t }) => n > this.transmitted && LASTING.includes(t));
  }

  /** @param {Wire} message */
  refused(message) {
    if (message.of === null && this.state !== "open") this.stop("refused");
    else console.warn("visio: refused", message.code, message.of);
  }

  /** @param {number} number */
  acknowledged(number) {
    this.unacknowledged = this.unacknowledged.filter((message) => message.n > number);
  }

  beat() {
    if (this.state !== "open") return;
    const now = performance.now();
    if (this.pingSentAt > this.lastPong) {
      const within = this.suspected ? SUSPECTED_PONG_WITHIN_MS : PONG_WITHIN_MS;
      if (now - this.pingSentAt > within * this.slowness) this.late("silent");
    } else if (now - this.pingSentAt > PING_MS) this.ping();
  }

  /**
   * No answer in time: try a new socket, and give it longer.
   * @param {string} why
   */
  late(why) {
    this.slowness = Math.min(SLOWEST, this.slowness * SLOWER);
    this.reconnect(why);
  }

  ping() {
    if (this.pingSentAt > this.lastPong) return;
    this.pingSentAt = performance.now();
    this.raw({ t: "ping", a: this.seen });
  }

  /** @param {Wire} message */
  transmit(message) {
    if (this.state !== "open") return;
    this.raw({ ...message, a: this.seen });
    this.transmitted = message.n ?? this.transmitted;
  }

  /** @param {Wire} message */
  raw(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }
}
