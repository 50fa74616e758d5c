/**
 * One connection to one other browser (perfect negotiation, W3C WebRTC §10.7).
 *
 * The impolite side (the médecin-conseil's) offers and restarts; the polite side asks for it. Sender
 * slots for sound, camera and a shown document exist from the start, so that starting, muting,
 * changing or sharing never renegotiates: tracks are only replaced. A stall of received bytes
 * starts a restart; the state `failed` is not waited for, browsers may never reach it.
 */

import { FirstPicture } from "./first_picture.js";
import { Pictures, sendWholePictures } from "./pictures.js";

/** @typedef {import("./types.js").Wire} Wire */
/** @typedef {import("./types.js").Link} Link */

/** @typedef {"connecting" | "connected" | "stalled"} PeerState */
/** @typedef {{ audio: MediaStreamTrack | null, video: MediaStreamTrack | null, screen: MediaStreamTrack | null }} Tracks */

const SLOTS = /** @type {const} */ (["audio", "video", "screen"]);
const WATCH_MS = 300;
const PACE_MS = 50;
const STALL_MS = 2000;
/** Silence that makes one ask whether the websocket is still there: it breaks together with the media. */
const SILENT_MS = 700;
const STALL_SILENT_MS = 8000;
/** The first time takes long on a slow line or an old phone: each restart would only begin anew. */
const CONNECT_MS = 8000;
const ASKED_WITHIN_MS = 1000;
/** After a silence that long the decoder waits for pictures that will never come. */
const GAP_MS = 700;
/** After a change of network, or with the socket back: no time to lose. */
const HURRY_MS = 4000;
const STALL_IN_A_HURRY_MS = 700;
const RETRY_MS = [2000, 3000, 5000, 8000];
const RESTARTS_BEFORE_RENEWAL = 4;

export class Peer {
  /**
   * @param {{
   *   seat: string, instance: string, polite: boolean, link: Link,
   *   configuration: RTCConfiguration, send: (body: Wire) => void,
   *   refresh: () => Promise<RTCIceServer[]>, ready: () => boolean,
   * }} options
   */
  constructor(options) {
    this.seat = options.seat;
    this.instance = options.instance;
    this.polite = options.polite;
    this.link = options.link;
    this.send = options.send;
    this.refresh = options.refresh;
    this.ready = options.ready;
    /** @type {PeerState} */
    this.state = "connecting";
    /** @type {(state: PeerState) => void} */
    this.onState = () => {};
    /** @type {(slot: "audio" | "video" | "screen", track: MediaStreamTrack) => void} */
    this.onTrack = () => {};
    /** @type {() => void} */
    this.onHopeless = () => {};
    /** @type {() => void} */
    this.onSilent = () => {};
    /** @type {() => void} */
    this.onNegotiated = () => {};
    /** Whether the other side says that it sends something: silence is then a fault. */
    this.expecting = true;
    /** Whether the other side's websocket is there: without it a restart would reach nobody. */
    this.present = true;
    this.restarts = 0;
    /** Whether it was ever connected. */
    this.lived = false;
    /** @type {Tracks} */
    this.tracks = { audio: null, video: null, screen: null };
    this.pc = new RTCPeerConnection(options.configuration);
    this.makingOffer = false;
    this.ignoreOffer = false;
    /** @type {Promise<void>} */
    this.chain = Promise.resolve();
    this.heard = -1;
    this.heardAt = performance.now();
    this.startedAt = performance.now();
    this.lastRestart = 0;
    this.tries = 0;
    this.hurryUntil = 0;
    this.pictures = new Pictures();
    this.first = new FirstPicture();
    /** Whether the first picture is being sent, in the camera's place. */
    this.showing = false;
    this.closed = false;
    /** Which of our offers is the latest: an answer to an earlier one must not be applied. */
    this.offers = 0;
    /** Addresses that came before their description.
     * @type {Array<RTCIceCandidateInit | undefined>} */
    this.early = [];
    this.group = new MediaStream();
    this.wire();
    this.watch = window.setInterval(() => void this.look(), WATCH_MS);
  }

  /** The impolite side lays the three slots; that alone starts the negotiation. */
  start() {
    if (this.polite) return;
    for (const slot of SLOTS) {
      this.pc.addTransceiver(slot === "audio" ? "audio" : "video", {
        direction: "sendrecv",
        streams: slot === "screen" ? [] : [this.group],
      });
    }
    void this.publish();
  }

  /**
   * What this side sends to this peer; nothing leaves before the link is live.
   * @param {Tracks} tracks
   */
  setTracks(tracks) {
    this.tracks = { ...tracks };
    if (this.link !== "live") this.first.prepare(tracks.video);
    return this.publish();
  }

  /** @param {Link} link */
  setLink(link) {
    if (this.link === link) return;
    this.link = link;
    this.heardAt = performance.now();
    if (link === "live") void this.showFirst();
    void this.publish();
    // Some browsers give up when no address comes for a few seconds.
    if (this.pc.iceConnectionState === "failed") void this.restart("prepared too long");
  }

  /** @param {Wire} message a description, a candidate or a request to restart, in order */
  receive(message) {
    this.chain = this.chain.then(() => this.handle(message)).catch((error) => {
      if (!this.closed) console.warn("visio: negotiation", error);
    });
    return this.chain;
  }

  close() {
    this.closed = true;
    window.clearInterval(this.watch);
    this.pc.close();
  }

  /**
   * Find a new path. Only the impolite side offers; the other asks it to.
   * @param {string} why
   */
  async restart(why) {
    if (this.closed) return;
    this.lastRestart = performance.now();
    this.restarts += 1;
    console.info("visio: restart", why);
    const servers = await this.refresh();
    if (this.closed) return;
    this.pc.setConfiguration({ ...this.pc.getConfiguration(), iceServers: servers });
    if (this.polite) return this.send({ t: "restart", to: this.seat, inst: this.instance });
    if (this.pc.signalingState === "have-local-offer") {
      await this.pc.setLocalDescription({ type: "rollback" });
    }
    this.pc.restartIce();
  }

  /** The network changed, or the socket is back: look at once, and wait less than usual. */
  hurry() {
    this.hurryUntil = performance.now() + HURRY_MS;
    this.tries = 0;
    if (this.state === "stalled" && !this.restarting()) this.lastRestart = 0;
    void this.look();
  }

  /** Whether a restart has just been begun and may still succeed. */
  restarting() {
    return performance.now() - this.lastRestart < ASKED_WITHIN_MS;
  }

  // ---- inside ------------------------------------------------------------------------------

  wire() {
    const { pc } = this;
    pc.onnegotiationneeded = () => void this.offer();
    pc.onicecandidate = ({ candidate }) => {
      if (!candidate || candidate.candidate === "" || useless(candidate)) return;
      // The service holds it back for as long as the other side may not know it.
      this.send({ t: "candidate", to: this.seat, inst: this.instance, c: candidate.toJSON() });
    };
    pc.onconnectionstatechange = () => {
      if (pc.connectionState === "connected") this.set("connected");
      if (pc.connectionState === "failed") void this.look();
    };
    pc.ontrack = ({ transceiver, track }) => {
      const slot = SLOTS[pc.getTransceivers().indexOf(transceiver)];
      if (slot) this.onTrack(slot, track);
    };
  }

  async offer() {
    if (this.polite && this.pc.getTransceivers().length === 0) return;
    try {
      this.makingOffer = true;
      await this.pc.setLocalDescription();
      this.offers += 1;
      this.describe(this.offers);
    } catch (error) {
      if (!this.closed) console.warn("visio: offer", error);
    } finally {
      this.makingOffer = false;
    }
  }

  /** @param {number | undefined} offer its number, or the number of the one that is answered */
  describe(offer) {
    const description = this.pc.localDescription;
    if (!description) return;
    const sdp = this.link === "prepared" ? withoutAddress(description.sdp) : description.sdp;
    const d = { type: description.type, sdp };
    this.send({ t: "description", to: this.seat, inst: this.instance, d, ...(offer ? { offer } : {}) });
  }

  /** @param {Wire} message */
  async handle(message) {
    if (this.closed) return;
    if (message.t === "description") await this.describeRemote(message.d, message.offer);
    else if (message.t === "restart") await this.asked();
    else if (message.t === "picture") await this.sendWholePictures();
    else if (message.t === "candidate") await this.locate(message.c ?? undefined);
    else if (message.t === "candidates") await this.locateAll(message.all);
  }

  /** The polite side wants a restart; one that has just begun serves it too. */
  async asked() {
    if (!this.restarting()) await this.restart("asked");
  }

  /**
   * All of the other side's addresses, the best first. One at a time, as browsers themselves pace their
   * checks (RFC 8445 §14.2): all at once would only keep a phone busy while the first already carries.
   * @param {Array<RTCIceCandidateInit | null>} candidates
   */
  async locateAll(candidates) {
    const [best, ...others] = [...candidates].sort((one, other) => priority(other) - priority(one));
    await this.locate(best ?? undefined);
    others.forEach((candidate, index) => {
      window.setTimeout(() => void this.locate(candidate ?? undefined), (index + 1) * PACE_MS);
    });
  }

  /** @param {RTCIceCandidateInit | undefined} candidate */
  async locate(candidate) {
    if (this.closed) return;
    if (!this.pc.remoteDescription) {
      this.early.push(candidate);
      return;
    }
    try {
      await this.pc.addIceCandidate(candidate);
    } catch (error) {
      // One of an earlier path, most likely: the others still count.
      if (!this.ignoreOffer && !this.closed) console.warn("visio: address", error);
    }
  }

  /**
   * @param {RTCSessionDescriptionInit} description
   * @param {number | undefined} offer
   */
  async describeRemote(description, offer) {
    if (description.type === "answer" && offer !== this.offers) return;
    const collision =
      description.type === "offer" && (this.makingOffer || this.pc.signalingState !== "stable");
    this.ignoreOffer = !this.polite && collision;
    if (this.ignoreOffer) return;
    // A restart is under way: asking for another one would only begin it anew.
    if (description.type === "offer") this.lastRestart = performance.now();
    await this.pc.setRemoteDescription(description);
    for (const candidate of this.early.splice(0)) await this.locate(candidate);
    if (description.type === "offer") {
      this.openSlots();
      await this.publish();
      await this.pc.setLocalDescription();
      this.describe(offer);
    }
    this.onNegotiated();
    await this.publish();
  }

  /** The polite side answers with the same slots, both ways. */
  openSlots() {
    this.pc.getTransceivers().forEach((transceiver, index) => {
      transceiver.direction = "sendrecv";
      if (SLOTS[index] !== "screen" && "setStreams" in transceiver.sender) {
        transceiver.sender.setStreams(this.group);
      }
    });
  }

  async publish() {
    const transceivers = this.pc.getTransceivers();
    // All at once: the picture does not wait for the sound.
    await Promise.all(SLOTS.map((slot, index) => {
      const sender = transceivers[index]?.sender;
      const track = this.link === "live" ? this.tracks[slot] : null;
      if (slot === "video" && this.showing && track) return undefined;
      return sender && sender.track !== track ? sender.replaceTrack(track) : undefined;
    }));
  }

  /** The first picture does not wait for the camera's next one. */
  async showFirst() {
    const sender = this.pc.getTransceivers()[SLOTS.indexOf("video")]?.sender;
    if (!sender) return;
    this.showing = true;
    try {
      const camera = () => (this.link === "live" && !this.closed ? this.tracks.video : null);
      await this.first.show(this.pc, sender, camera);
    } finally {
      this.showing = false;
    }
    if (!this.closed) await this.publish();
  }

  /** @param {PeerState} state */
  set(state) {
    if (this.state === state || this.closed) return;
    this.state = state;
    if (state === "connected") {
      this.lived = true;
      this.heardAt = performance.now();
    }
    this.onState(state);
  }

  async look() {
    if (this.link === "prepared") return;
    const heard = await this.count();
    const now = performance.now();
    if (this.closed) return;
    if (heard !== this.heard) {
      // What was lost in a tunnel both ways is not worth repairing: begin with a whole picture.
      if (this.heard > 0 && now - this.heardAt > GAP_MS) void this.sendWholePictures();
      this.heard = heard;
      this.heardAt = now;
      if (this.pc.connectionState === "connected") {
        this.tries = 0;
        this.set("connected");
      }
      return;
    }
    const silence = now - this.heardAt;
    if (silence > SILENT_MS && this.heard > 0 && this.state === "connected") this.onSilent();
    if (silence > this.patience()) this.stalled(now);
  }

  /** How long nothing may be received, in ms. */
  patience() {
    if (!this.lived) return CONNECT_MS;
    if (performance.now() < this.hurryUntil) return STALL_IN_A_HURRY_MS;
    const sends = this.link === "live" && this.expecting;
    const broken = ["disconnected", "failed"].includes(this.pc.iceConnectionState);
    return sends || broken ? STALL_MS : STALL_SILENT_MS;
  }

  /** @param {number} now */
  stalled(now) {
    this.set("stalled");
    if (!this.present || !this.ready()) return;
    const usual = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)] ?? CONNECT_MS;
    if (now - this.lastRestart < (this.lived ? usual : CONNECT_MS)) return;
    this.tries += 1;
    if (this.tries > RESTARTS_BEFORE_RENEWAL) this.onHopeless();
    else void this.restart("stall");
  }

  /** Everything that shows life: media bytes, and answers to connectivity checks. */
  async count() {
    let total = 0;
    const seen = { decoded: 0, packets: 0 };
    for (const item of (await this.pc.getStats()).values()) {
      if (item.type === "inbound-rtp") {
        total += item.bytesReceived ?? 0;
        seen.decoded += item.framesDecoded ?? 0;
        if (item.kind === "video") seen.packets += item.packetsReceived ?? 0;
      }
      if (item.type === "candidate-pair") {
        total += (item.responsesReceived ?? 0) + (item.requestsReceived ?? 0);
      }
    }
    if (this.link === "live" && this.pictures.stuck(seen)) {
      this.send({ t: "picture", to: this.seat, inst: this.instance });
    }
    return total;
  }

  async sendWholePictures() {
    try {
      await sendWholePictures(this.pc);
    } catch (error) {
      if (!this.closed) console.warn("visio: whole picture", error);
    }
  }
}

/**
 * @param {RTCIceCandidateInit | null} candidate
 * @returns {number} its fourth word; the end of candidates comes last
 */
function priority(candidate) {
  return Number(candidate?.candidate?.split(" ")[3] ?? 0);
}

/**
 * Over TCP both browsers only call, neither answers: such an address leads nowhere, unless it is a relay's.
 * @param {RTCIceCandidate} candidate
 */
function useless(candidate) {
  return candidate.tcpType === "active";
}

/**
 * @param {string} sdp
 * @returns {string} the same, without where we are
 */
function withoutAddress(sdp) {
  return sdp.replace(/^a=candidate:.*\r\n/gm, "").replace(/^c=IN IP[46] [^\r\n]*/gm, "c=IN IP4 0.0.0.0");
}
