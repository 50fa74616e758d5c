/**
 * The media transport of a call: one connection per other person (at most three), no server.
 *
 * The page only uses `MediaTransport`; a relay server for larger meetings would be another one.
 *
 * @typedef {{
 *   welcome(message: import("./types.js").WelcomeMessage): void,
 *   peer(message: import("./types.js").PeerMessage): void,
 *   receive(message: import("./types.js").Wire): void,
 *   publish(tracks: import("./peer.js").Tracks): void,
 *   leave(): void,
 * }} MediaTransport
 */

import { Peer } from "./peer.js";
import { fingerprintOf, Sas } from "./sas.js";

/** @typedef {import("./types.js").Wire} Wire */
/** @typedef {import("./types.js").PeerMessage} PeerMessage */

const REFRESH_WITHIN_MS = 3000;
/** Credentials live for ten minutes: younger ones are fresh enough for a restart. */
const FRESH_MS = 60_000;
const MISSED_MS = 90_000;
const REPLAY_MS = 80;

/** @implements {MediaTransport} */
export class Mesh {
  /** @param {{ send: (body: Wire) => void, suspect: () => void, renew: () => void, ready: () => boolean }} signal */
  constructor(signal) {
    this.signal = signal;
    /** @type {Map<string, Peer>} */
    this.peers = new Map();
    /** @type {RTCIceServer[]} */
    this.servers = [];
    this.servedAt = -FRESH_MS;
    this.relayed = false;
    /** @type {RTCCertificate | null} */
    this.certificate = null;
    /** @type {import("./peer.js").Tracks} */
    this.tracks = { audio: null, video: null, screen: null };
    /** @type {Array<(servers: RTCIceServer[]) => void>} */
    this.waiting = [];
    /** @type {(seat: string, slot: "audio" | "video" | "screen", track: MediaStreamTrack) => void} */
    this.onTrack = () => {};
    /** @type {(seat: string, state: string) => void} */
    this.onState = () => {};
    /** @type {(seat: string, words: string[] | null) => void} */
    this.onWords = () => {};
    /** @type {Map<Peer, Sas>} */
    this.sas = new Map();
    this.session = "";
    /** @type {(peer: Peer) => void} */
    this.onPeer = () => {};
    /** Two people may see each other from now on. */
    this.onLive = () => {};
    this.restarts = 0;
    /** Seats whose negotiation may have lost a message: they restart when they are back.
     * @type {Set<string>} */
    this.stale = new Set();
  }

  /** One certificate for the life of the page: the four words stay the same through restarts. */
  async prepare() {
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    this.certificate = await RTCPeerConnection.generateCertificate(algorithm);
  }

  /** @param {import("./types.js").WelcomeMessage} message */
  welcome(message) {
    this.relayed = message.relayed;
    this.session = message.session;
    this.take(message.ice);
    if (!message.resumed) for (const seat of this.peers.keys()) this.stale.add(seat);
    // What was missed comes first: it may bring the restart that is needed.
    window.setTimeout(() => this.hurry(), REPLAY_MS);
  }

  /** The way may have changed: every connection looks at once whether it still carries. */
  hurry() {
    for (const peer of this.peers.values()) peer.hurry();
  }

  /** @param {PeerMessage} message */
  peer(message) {
    const known = this.peers.get(message.seat);
    if (known && message.inst === null && message.why === "") return this.miss(known);
    if (known && (known.instance !== message.inst || message.link === "none")) {
      this.drop(message.seat);
    }
    if (!message.inst || message.link === "none") return;
    const peer = this.peers.get(message.seat) ?? this.create(message, message.inst);
    peer.setLink(message.link);
    if (message.link === "live") this.onLive();
    peer.present = message.present;
    peer.expecting = !message.media.paused && (message.media.audio || message.media.video);
    if (message.present && this.stale.delete(message.seat)) void peer.restart("reset");
  }

  /** @param {Wire} message */
  receive(message) {
    if (message.t === "ice") return this.take(message.servers);
    const peer = this.peers.get(message.from);
    if (!peer || peer.instance !== message.inst) return undefined;
    if (message.t === "sas") return void this.sas.get(peer)?.receive(message);
    return void peer.receive(message);
  }

  /** @param {import("./peer.js").Tracks} tracks */
  publish(tracks) {
    this.tracks = tracks;
    for (const peer of this.peers.values()) void peer.setTracks(tracks);
  }

  leave() {
    for (const seat of [...this.peers.keys()]) this.drop(seat);
  }

  // ---- inside ------------------------------------------------------------------------------

  /**
   * @param {PeerMessage} message
   * @param {string} instance
   */
  create(message, instance) {
    const peer = new Peer({
      seat: message.seat,
      instance,
      polite: message.polite,
      link: message.link,
      configuration: this.configuration(),
      send: (body) => this.signal.send(body),
      refresh: () => this.refresh(),
      ready: () => this.signal.ready(),
    });
    this.peers.set(message.seat, peer);
    peer.onTrack = (slot, track) => this.onTrack(message.seat, slot, track);
    const sas = this.verify(peer);
    this.sas.set(peer, sas);
    peer.onNegotiated = () => void sas.start();
    peer.onHopeless = () => this.renew();
    peer.onSilent = () => this.signal.suspect();
    peer.onState = (state) => {
      if (state === "stalled") this.signal.suspect();
      this.onState(message.seat, state);
    };
    void peer.setTracks(this.tracks);
    this.onPeer(peer);
    peer.start();
    return peer;
  }

  /**
   * @param {Peer} peer
   * @returns {Sas} the four words of one connection
   */
  verify(peer) {
    const { seat, instance, pc } = peer;
    return new Sas({
      session: this.session,
      send: (body) => this.signal.send({ t: "sas", to: seat, inst: instance, ...body }),
      descriptions: () => ({
        own: fingerprintOf(pc.localDescription?.sdp ?? ""),
        other: fingerprintOf(pc.remoteDescription?.sdp ?? ""),
      }),
      tell: (words) => this.onWords(seat, words),
    });
  }

  /** @returns {RTCConfiguration} */
  configuration() {
    return {
      iceServers: this.servers,
      iceTransportPolicy: this.relayed ? "relay" : "all",
      bundlePolicy: "max-bundle",
      rtcpMuxPolicy: "require",
      ...(this.certificate ? { certificates: [this.certificate] } : {}),
    };
  }

  /**
   * A server that has just restarted does not know yet that the other side is there: the media
   * flows, so wait for it to come back before giving the connection up.
   * @param {Peer} peer
   */
  miss(peer) {
    peer.present = false;
    this.stale.add(peer.seat);
    window.setTimeout(() => {
      if (!peer.present && this.peers.get(peer.seat) === peer) this.drop(peer.seat);
    }, MISSED_MS);
  }

  /** Come back as a new incarnation: what the others hold of us is of no use, nor is what we hold of them. */
  renew() {
    this.leave();
    this.signal.renew();
  }

  /** @param {string} seat */
  drop(seat) {
    this.stale.delete(seat);
    const peer = this.peers.get(seat);
    if (!peer) return;
    this.restarts += peer.restarts;
    this.peers.delete(seat);
    this.sas.delete(peer);
    peer.close();
    this.onState(seat, "closed");
  }

  /** Fresh credentials: old ones would find no new path. The known ones, if none come in time. */
  refresh() {
    this.signal.suspect();
    if (performance.now() - this.servedAt < FRESH_MS) return Promise.resolve(this.servers);
    this.signal.send({ t: "ice" });
    return /** @type {Promise<RTCIceServer[]>} */ (
      new Promise((resolve) => {
        this.waiting.push(resolve);
        window.setTimeout(() => resolve(this.servers), REFRESH_WITHIN_MS);
      })
    );
  }

  /** @param {RTCIceServer[]} servers */
  take(servers) {
    this.servers = servers;
    this.servedAt = performance.now();
    for (const resolve of this.waiting.splice(0)) resolve(servers);
  }
}
