/** The people on the screen: one tile each, and the list of those who wait to be let in. */

import { copy, part, show } from "./dom.js";

/** @typedef {import("./types.js").PeerMessage} PeerMessage */

export class Tiles {
  /**
   * @param {HTMLElement} root
   * @param {import("./dom.js").Texts} texts
   * @param {{ admit: (seat: string) => void, exclude: (seat: string) => void, host: boolean }} acts
   */
  constructor(root, texts, acts) {
    this.root = root;
    this.texts = texts;
    this.acts = acts;
    this.grid = part(root, "tiles");
    this.waitingList = acts.host ? part(root, "waiting-list") : null;
    /** @type {Map<string, Tile>} */
    this.tiles = new Map();
    /** @type {Map<string, HTMLElement>} */
    this.rows = new Map();
    /** @type {Map<string, PeerMessage>} */
    this.people = new Map();
    /** @type {() => void} */
    this.onBlocked = () => {};
  }

  /** @param {PeerMessage} message */
  update(message) {
    this.people.set(message.seat, message);
    const here = message.inst !== null && (message.admitted || !this.acts.host);
    const shown = here && message.link === "live";
    if (shown) this.tile(message.seat).describe(message, this.texts);
    else if (!(message.inst === null && message.why === "")) this.remove(message.seat);
    this.list(message);
    this.grid.dataset.count = String(this.tiles.size);
  }

  /**
   * @param {string} seat
   * @param {"audio" | "video" | "screen"} slot
   * @param {MediaStreamTrack} track
   */
  attach(seat, slot, track) {
    this.tile(seat).attach(slot, track);
  }

  /**
   * @param {string} seat
   * @param {string} state
   */
  state(seat, state) {
    if (state === "closed") return;
    const person = this.people.get(seat);
    if (person?.link === "live") this.tile(seat).connection(state, person, this.texts);
  }

  /** Try again after a gesture: browsers hold back sound until the person touches the page. */
  unblock() {
    for (const tile of this.tiles.values()) tile.play();
  }

  clear() {
    for (const seat of [...this.tiles.keys()]) this.remove(seat);
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
  }

  // ---- inside ------------------------------------------------------------------------------

  /** @param {string} seat */
  tile(seat) {
    let tile = this.tiles.get(seat);
    if (!tile) {
      tile = new Tile(seat, () => this.onBlocked());
      this.tiles.set(seat, tile);
      this.grid.append(tile.element);
    }
    return tile;
  }

  /** @param {string} seat */
  remove(seat) {
    this.tiles.get(seat)?.element.remove();
    this.tiles.delete(seat);
  }

  /** @param {PeerMessage} message */
  list(message) {
    if (!this.waitingList) return;
    const waits = !message.admitted && message.inst !== null;
    let row = this.rows.get(message.seat);
    if (!waits) {
      row?.remove();
      this.rows.delete(message.seat);
    } else {
      if (!row) {
        row = this.row(message.seat);
        this.rows.set(message.seat, row);
        this.waitingList.append(row);
      }
      part(row, "row-name").textContent = message.name;
      part(row, "row-role").textContent = this.texts.get(`role-${message.role}`);
      part(row, "row-state").textContent = this.texts.get(message.present ? "ready" : "away");
    }
    show(part(this.root, "waiting-box"), this.rows.size > 0);
    show(part(this.root, "nobody"), this.rows.size === 0 && this.tiles.size === 0);
  }

  /** @param {string} seat */
  row(seat) {
    const row = copy("visio-row");
    row.dataset.seat = seat;
    part(row, "admit").addEventListener("click", () => this.acts.admit(seat));
    return row;
  }
}

class Tile {
  /**
   * @param {string} seat
   * @param {() => void} onBlocked
   */
  constructor(seat, onBlocked) {
    this.element = copy("visio-tile");
    this.element.dataset.seat = seat;
    this.onBlocked = onBlocked;
    this.video = /** @type {HTMLVideoElement} */ (part(this.element, "video"));
    this.screen = /** @type {HTMLVideoElement} */ (part(this.element, "screen"));
    this.stream = new MediaStream();
    this.shared = new MediaStream();
    this.connected = "connecting";
  }

  /**
   * @param {PeerMessage} message
   * @param {import("./dom.js").Texts} texts
   */
  describe(message, texts) {
    part(this.element, "name").textContent = message.name;
    part(this.element, "role").textContent = message.detail || texts.get(`role-${message.role}`);
    show(part(this.element, "muted"), !message.media.audio);
    show(part(this.element, "avatar"), !message.media.video || message.media.paused);
    part(this.element, "initials").textContent = initials(message.name);
    this.connection(this.connected, message, texts);
  }

  /**
   * @param {string} state
   * @param {PeerMessage} person
   * @param {import("./dom.js").Texts} texts
   */
  connection(state, person, texts) {
    this.connected = state;
    const key = !person.present && state !== "connected" ? "peer-away"
      : state === "stalled" ? "peer-reconnecting"
      : state === "connecting" ? "peer-connecting"
      : person.media.paused ? "peer-paused" : "";
    const words = part(this.element, "words");
    words.textContent = key ? texts.get(key, { name: person.name }) : "";
    show(words, key !== "");
    this.element.dataset.state = state;
  }

  /**
   * @param {"audio" | "video" | "screen"} slot
   * @param {MediaStreamTrack} track
   */
  attach(slot, track) {
    const [element, stream] = slot === "screen" ? [this.screen, this.shared] : [this.video, this.stream];
    for (const old of stream.getTracks()) if (old.kind === track.kind) stream.removeTrack(old);
    stream.addTrack(track);
    if (element.srcObject !== stream) element.srcObject = stream;
    if (slot === "screen") {
      show(this.screen, !track.muted);
      track.onunmute = () => show(this.screen, true);
      track.onmute = () => show(this.screen, false);
    }
    this.play();
  }

  play() {
    for (const element of [this.video, this.screen]) {
      if (element.srcObject) element.play().catch((error) => {
        if (error.name === "NotAllowedError") this.onBlocked();
      });
    }
  }
}

/** @param {string} name */
function initials(name) {
  const words = name.split(/[\s-]+/).filter((word) => /^\p{Lu}/u.test(word));
  return words.slice(-2).map((word) => word[0]).join("");
}
