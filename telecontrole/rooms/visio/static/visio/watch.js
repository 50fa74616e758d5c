/** Watches every connection of a call: indicator, bitrate steps, and the report for the record. */

import { environment, Ladder, levelOf, limit, Meter, percentile, SAMPLE_MS } from "./quality.js";

/** @typedef {import("./peer.js").Peer} Peer */
/** @typedef {import("./quality.js").Level} Level */

const REPORT_EVERY = 10;
const FIRST_LOOK_MS = 300;

export class Watch {
  /** @param {import("./mesh.js").Mesh} mesh */
  constructor(mesh) {
    this.mesh = mesh;
    /** @type {Map<Peer, { meter: Meter, ladder: Ladder }>} */
    this.watched = new Map();
    /** @type {(seat: string, level: Level, picturePaused: boolean) => void} */
    this.onLevel = () => {};
    /** @type {(report: Record<string, string | number>) => void} */
    this.onReport = () => {};
    /** Pictures that our own camera gave so far, where the browser counts them.
     * @type {(frames: number | undefined) => void} */
    this.onFrames = () => {};
    this.liveAt = 0;
    this.firstFrameMs = -1;
    this.connectMs = -1;
    this.audioOnlyMs = 0;
    this.rounds = 0;
    this.resumes = 0;
    mesh.onLive = () => this.begin();
    this.timer = window.setInterval(() => void this.round(), SAMPLE_MS);
  }

  /** The person was let in; whoever let them in has been for long: see `begin`. */
  live() {
    window.setTimeout(() => void this.round(), FIRST_LOOK_MS);
  }

  /** Two people may see each other: from now on the picture is waited for, on both sides. */
  begin() {
    if (this.liveAt) return;
    this.liveAt = performance.now();
    if ([...this.mesh.peers.values()].some((peer) => peer.state === "connected")) this.connectMs = 0;
  }

  /** A first look at once: short calls count too. */
  connected() {
    if (this.connectMs < 0 && this.liveAt) this.connectMs = performance.now() - this.liveAt;
    window.setTimeout(() => void this.round(), FIRST_LOOK_MS);
  }

  firstFrame() {
    if (this.firstFrameMs < 0 && this.liveAt) this.firstFrameMs = performance.now() - this.liveAt;
  }

  stop() {
    window.clearInterval(this.timer);
    this.report();
  }

  report() {
    const samples = [...this.watched.values()].flatMap(({ meter }) => meter.samples);
    const last = samples[samples.length - 1];
    if (!this.liveAt) return;
    /** @type {Record<string, string | number>} */
    const report = {
      ...environment(),
      // Whoever was never connected reports as well: that is what the heads must see.
      transport: "none",
      seconds: Math.round((performance.now() - this.liveAt) / 1000),
      restarts: this.mesh.restarts + [...this.mesh.peers.values()].reduce((n, p) => n + p.restarts, 0),
      resumes: this.resumes,
      ...(last ? this.measured(samples, last) : {}),
    };
    if (this.connectMs >= 0) report.connect_ms = Math.round(this.connectMs);
    if (this.firstFrameMs >= 0) report.first_frame_ms = Math.round(this.firstFrameMs);
    this.onReport(report);
  }

  // ---- inside ------------------------------------------------------------------------------

  /**
   * @param {import("./quality.js").Sample[]} samples
   * @param {import("./quality.js").Sample} last
   */
  measured(samples, last) {
    const rtts = samples.map((sample) => sample.rttMs).filter((rtt) => rtt > 0);
    const mean = (/** @type {number[]} */ values) =>
      values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    // In the middle of a restart no path is in use for a moment: the call went by the one before.
    const used = [...samples].reverse().find((sample) => sample.transport !== "none");
    return {
      transport: used?.transport ?? "none",
      limited_by: ["cpu", "bandwidth", "none"].includes(last.limited) ? last.limited : "other",
      rtt_ms: Math.round(percentile(rtts, 0.5)),
      rtt_p95_ms: Math.round(percentile(rtts, 0.95)),
      loss: Number(mean(samples.map((sample) => sample.loss)).toFixed(4)),
      jitter_ms: Math.round(mean(samples.map((sample) => sample.jitterMs))),
      frozen_ms: Math.round(Math.max(0, ...samples.map((sample) => sample.frozenMs))),
      steps_down: [...this.watched.values()].reduce((sum, { ladder }) => sum + ladder.down, 0),
      audio_only_ms: this.audioOnlyMs,
    };
  }

  async round() {
    this.rounds += 1;
    /** @type {number[]} */
    const frames = [];
    for (const peer of this.mesh.peers.values()) {
      if (peer.link !== "live" || peer.state !== "connected") continue;
      const { sample, paused } = await this.look(peer);
      if (!paused && sample.frames !== undefined) frames.push(sample.frames);
    }
    this.onFrames(frames.length ? frames.reduce((sum, count) => sum + count, 0) : undefined);
    if (this.rounds % REPORT_EVERY === 0) this.report();
  }

  /** @param {Peer} peer */
  async look(peer) {
    let watched = this.watched.get(peer);
    if (!watched) {
      watched = { meter: new Meter(peer.pc), ladder: new Ladder() };
      this.watched.set(peer, watched);
      await this.apply(peer, watched.ladder, "udp");
    }
    const sample = await watched.meter.read();
    if (watched.ladder.take(sample)) await this.apply(peer, watched.ladder, sample.transport);
    const paused = this.kbps(watched.ladder, sample.transport) === 0;
    if (paused) this.audioOnlyMs += SAMPLE_MS;
    const loss = Math.max(sample.loss, sample.lossSent);
    this.onLevel(peer.seat, levelOf({ ...sample, loss }), paused);
    return { sample, paused };
  }

  /**
   * @param {Ladder} ladder
   * @param {string} transport
   */
  kbps(ladder, transport) {
    return ladder.kbps({ people: this.mesh.peers.size + 1, transport });
  }

  /**
   * @param {Peer} peer
   * @param {Ladder} ladder
   * @param {string} transport
   */
  async apply(peer, ladder, transport) {
    const sender = peer.pc.getTransceivers()[1]?.sender;
    if (!sender) return;
    try {
      await limit(sender, this.kbps(ladder, transport));
    } catch (error) {
      console.warn("visio: bitrate", error);
    }
  }
}
