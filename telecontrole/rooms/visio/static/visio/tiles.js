/** The people on the screen: one tile each, and the list of those who wait to be let in. */

import { copy, part, show } from "./dom.js";

/** @typedef {import("./types.js").PeerMessage} PeerMessage */

export class Tiles {
  /**
   * @param {HTMLElement} root
   * @param {import("./dom.js").Texts} texts
   * @param {{ admit: (person: PeerMessage) => void, exclude: (person: PeerMessage) => void, host: boolean }} acts
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
    /** @type {() => void} */
    this.onFrame = () => {};
    /** @type {Map<string, string[] | null>} */
    this.said = new Map();
    /** What each connection brings, whether its person is shown yet or not.
     * @type {Map<string, Map<"audio" | "video" | "screen", MediaStreamTrack>>} */
    this.tracks = new Map();
    /** How each connection stands, likewise.
     * @type {Map<string, string>} */
    this.states = new Map();
  }

  /** @param {PeerMessage} message */
  update(message) {
    this.people.set(message.seat, message);
    const here = message.inst !== null && (message.admitted || !this.acts.host);
    const shown = here && message.link === "live";
    if (shown) {
      const tile = this.tile(message.seat);
      tile.describe(message, this.texts);
      show(part(tile.element, "exclude"), this.acts.host && isGuest(message));
    }
    else if (!(message.inst === null && message.why === "")) this.remove(message.seat);
    this.list(message);
    this.grid.dataset.count = String(this.tiles.size);
  }

  /**
   * Tracks come with the first description, before anybody is let in: nothing of them is shown or heard until then.
   * @param {string} seat
   * @param {"audio" | "video" | "screen"} slot
   * @param {MediaStreamTrack} track
   */
  attach(seat, slot, track) {
    const known = this.tracks.get(seat) ?? new Map();
    this.tracks.set(seat, known.set(slot, track));
    this.tiles.get(seat)?.attach(slot, track);
  }

  /**
   * @param {string} seat
   * @param {string} state
   */
  state(seat, state) {
    if (state === "closed") {
      this.tracks.delete(seat);
      this.states.delete(seat);
    } else this.states.set(seat, state);
    const person = this.people.get(seat);
    // A connection that is built anew shows the last picture of the old one: the tile says what happens.
    if (person && state === "closed") this.tiles.get(seat)?.connection("connecting", person, this.texts);
    else if (person?.link === "live") this.tile(seat).connection(state, person, this.texts);
  }

  /**
   * @param {string} seat
   * @param {string[] | null} words four, or null when they could not be agreed on
   */
  words(seat, words) {
    this.said.set(seat, words);
    this.tiles.get(seat)?.verified(words, this.texts);
  }

  /**
   * @param {string} seat
   * @param {string} level
   * @param {boolean} paused whether we hold our own picture back for this person
   */
  level(seat, level, paused) {
    this.tiles.get(seat)?.level(level, paused, this.texts);
  }

  /** Try again after a gesture: browsers hold back sound until the person touches the page. */
  unblock() {
    for (const tile of this.tiles.values()) tile.play();
  }

  /** @param {string} id of a loudspeaker */
  async sink(id) {
    for (const tile of this.tiles.values()) await tile.video.setSinkId?.(id);
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
      tile = new Tile(seat, { onBlocked: () => this.onBlocked(), onFrame: () => this.onFrame() });
      tile.connected = this.states.get(seat) ?? tile.connected;
      this.tiles.set(seat, tile);
      this.grid.append(tile.element);
      part(tile.element, "exclude").addEventListener("click", () => {
        const person = this.people.get(seat);
        if (person) this.acts.exclude(person);
      });
      const said = this.said.get(seat);
      if (said !== undefined) tile.verified(said, this.texts);
      for (const [slot, track] of this.tracks.get(seat) ?? []) tile.attach(slot, track);
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
      part(row, "row-role").textContent = message.detail || this.texts.get(`role-${message.role}`);
      show(part(row, "turn-away"), isGuest(message));
      part(row, "row-state").textContent = this.texts.get(message.present ? "ready" : "away");
    }
    show(part(this.root, "waiting-box"), this.rows.size > 0);
    show(part(this.root, "nobody"), this.rows.size === 0 && this.tiles.size === 0);
  }

  /** @param {string} seat */
  row(seat) {
    const row = copy("visio-row");
    row.dataset.seat = seat;
    for (const [name, act] of /** @type {const} */ ([["admit", "admit"], ["turn-away", "exclude"]])) {
      part(row, name).addEventListener("click", () => {
        const person = this.people.get(seat);
        if (person) this.acts[act](person);
      });
    }
    return row;
  }
}

class Tile {
  /**
   * @param {string} seat
   * @param {{ onBlocked: () => void, onFrame: () => void }} acts
   */
  constructor(seat, acts) {
    this.element = copy("visio-tile");
    this.element.dataset.seat = seat;
    this.acts = acts;
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
    show(this.screen, message.media.screen);
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
    // What was measured says nothing about a connection that is being looked for.
    if (state !== "connected") part(this.element, "quality").textContent = "";
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
    if (slot === "video") this.awaitFrame();
    this.play();
  }

  awaitFrame() {
    const seen = () => {
      this.element.dataset.picture = "yes";
      this.acts.onFrame();
    };
    if ("requestVideoFrameCallback" in this.video) this.video.requestVideoFrameCallback(seen);
    // Browsers that do not tell of each picture tell of the first.
    else /** @type {HTMLVideoElement} */ (this.video).addEventListener("loadeddata", seen, { once: true });
  }

  /**
   * @param {string[] | null} words
   * @param {import("./dom.js").Texts} texts
   */
  verified(words, texts) {
    const line = part(this.element, "sas");
    line.textContent = words ? texts.get("sas", { words: words.join(" ") }) : texts.get("sas-failed");
    line.dataset.ok = String(words !== null);
    show(line, true);
  }

  /**
   * @param {string} level
   * @param {boolean} paused
   * @param {import("./dom.js").Texts} texts
   */
  level(level, paused, texts) {
    const line = part(this.element, "quality");
    line.textContent = texts.get(paused ? "quality-sound-only" : `quality-${level}`);
    line.dataset.level = level;
  }

  play() {
    for (const element of [this.video, this.screen]) {
      if (element.srcObject) element.play().catch((error) => {
        if (error.name === "NotAllowedError") this.acts.onBlocked();
      });
    }
  }
}

/**
 * @param {PeerMessage} person
 * @returns {boolean} whether this is somebody whom the insured person must accept
 */
export function isGuest(person) {
  return person.role === "tiers" || person.role === "confrere";
}

/** @param {string} name */
function initials(name) {
  const words = name.split(/[\s-]+/).filter((word) => /^\p{Lu}/u.test(word));
  return words.slice(-2).map((word) => word[0]).join("");
}
