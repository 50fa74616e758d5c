/**
 * How well a connection works: figures for the record, a word for the screen, steps for the bitrate.
 *
 * No content and no address is read. Sound goes first: the picture steps down, pauses, comes back.
 */

/** @typedef {"good" | "medium" | "bad" | "critical"} Level */
/** @typedef {{ rttMs: number, loss: number, lossSent: number, jitterMs: number, frozenMs: number, transport: string, limited: string, bytes: number, frames: number | undefined }} Sample */

export const SAMPLE_MS = 2000;
const STEPS_KBPS = /** @type {const} */ ([800, 400, 200, 0]);
/** Share of the first step when two, three or four people meet. */
const SHARE = [1, 1, 0.56, 0.44];
const OVER_TCP_KBPS = 400;
const BAD_SAMPLES_DOWN = 3;
const GOOD_SAMPLES_UP = 10;

/**
 * @param {Pick<Sample, "loss" | "rttMs">} sample
 * @returns {Level}
 */
export function levelOf({ loss, rttMs }) {
  if (loss >= 0.3 || rttMs >= 1500) return "critical";
  if (loss >= 0.1 || rttMs >= 600) return "bad";
  if (loss >= 0.03 || rttMs >= 300) return "medium";
  return "good";
}

/**
 * Which step of the bitrate comes next: down after six bad seconds, up after twenty good ones.
 */
export class Ladder {
  constructor() {
    this.step = 0;
    this.bad = 0;
    this.good = 0;
    this.down = 0;
  }

  /**
   * What counts is what the other side did not get of ours: that is what a smaller picture mends.
   * @param {Pick<Sample, "lossSent" | "rttMs">} sample
   * @returns {boolean} whether the step changed
   */
  take({ lossSent, rttMs }) {
    const struggling = lossSent > 0.08 || rttMs > 600;
    this.bad = struggling ? this.bad + 1 : 0;
    this.good = levelOf({ loss: lossSent, rttMs }) === "good" ? this.good + 1 : 0;
    if (this.bad >= BAD_SAMPLES_DOWN && this.step < STEPS_KBPS.length - 1) {
      this.step += 1;
      this.down += 1;
      this.bad = 0;
      return true;
    }
    if (this.good >= GOOD_SAMPLES_UP && this.step > 0) {
      this.step -= 1;
      this.good = 0;
      return true;
    }
    return false;
  }

  /**
   * @param {{ people: number, transport: string }} situation
   * @returns {number} kbit/s for the picture; 0 pauses it
   */
  kbps({ people, transport }) {
    const full = STEPS_KBPS[this.step] ?? 0;
    const share = full * (SHARE[Math.min(people, 4) - 1] ?? 0.44);
    return Math.round(["tcp", "tls"].includes(transport) ? Math.min(share, OVER_TCP_KBPS) : share);
  }
}

/** Reads the figures of one connection, every two seconds. */
export class Meter {
  /** @param {RTCPeerConnection} pc */
  constructor(pc) {
    this.pc = pc;
    this.got = new Lossy();
    this.sent = new Lossy();
    /** @type {Sample[]} */
    this.samples = [];
  }

  /** @returns {Promise<Sample>} */
  async read() {
    const items = [...(await this.pc.getStats()).values()];
    const by = new Map(items.map((item) => [item.id, item]));
    const pair = this.pair(items, by);
    const inbound = items.filter((item) => item.type === "inbound-rtp");
    const sum = (/** @type {any[]} */ found, /** @type {string} */ name) =>
      found.reduce((total, item) => total + Math.max(0, item[name] ?? 0), 0);
    const lost = sum(inbound, "packetsLost");
    // What the other side reports of our own packets, every second or so.
    const lostSent = sum(items.filter((item) => item.type === "remote-inbound-rtp"), "packetsLost");
    const sent = sum(items.filter((item) => item.type === "outbound-rtp"), "packetsSent");
    const camera = this.pc.getTransceivers()[1]?.sender.track?.id;
    const source = items.find((item) => item.type === "media-source" && item.trackIdentifier === camera);
    const sample = {
      rttMs: (pair?.currentRoundTripTime ?? 0) * 1000,
      loss: this.got.share(lost, lost + sum(inbound, "packetsReceived")),
      lossSent: this.sent.share(lostSent, sent),
      jitterMs: Math.max(0, ...inbound.map((item) => item.jitter ?? 0)) * 1000,
      frozenMs: Math.max(0, ...inbound.map((item) => item.totalFreezesDuration ?? 0)) * 1000,
      transport: transportOf(by.get(pair?.localCandidateId)),
      limited: items.find((item) => item.qualityLimitationReason)?.qualityLimitationReason ?? "none",
      bytes: sum(inbound, "bytesReceived"),
      /** @type {number | undefined} pictures of our own camera so far, where the browser counts them */
      frames: source?.frames,
    };
    this.samples.push(sample);
    return sample;
  }

  /**
   * @param {any[]} items
   * @param {Map<string, any>} by
   */
  pair(items, by) {
    const transport = items.find((item) => item.type === "transport" && item.selectedCandidatePairId);
    return transport
      ? by.get(transport.selectedCandidatePairId)
      : items.find((item) => item.type === "candidate-pair" && item.nominated && item.state === "succeeded");
  }
}

/** The share of packets lost since the last look, from two figures that only grow. */
export class Lossy {
  constructor() {
    this.lost = 0;
    this.all = 0;
  }

  /**
   * @param {number} lost so far
   * @param {number} all so far, the lost ones among them
   */
  share(lost, all) {
    const gone = Math.max(0, lost - this.lost);
    const passed = Math.max(0, all - this.all);
    [this.lost, this.all] = [lost, all];
    return passed > 0 ? Math.min(1, gone / passed) : 0;
  }
}

/**
 * @param {any} candidate the local side of the path in use
 * @returns {string}
 */
export function transportOf(candidate) {
  if (!candidate) return "none";
  if (candidate.candidateType !== "relay") return "direct";
  return ["udp", "tcp", "tls"].includes(candidate.relayProtocol) ? candidate.relayProtocol : "udp";
}

/**
 * @param {RTCRtpSender} sender of the picture
 * @param {number} kbps 0 pauses it without renegotiation
 */
export async function limit(sender, kbps) {
  const parameters = sender.getParameters();
  const encoding = parameters.encodings?.[0];
  if (!encoding) return;
  encoding.active = kbps > 0;
  if (kbps > 0) encoding.maxBitrate = kbps * 1000;
  encoding.maxFramerate = kbps >= 400 ? 24 : 15;
  parameters.degradationPreference = "maintain-framerate";
  await sender.setParameters(parameters);
}

/**
 * @param {number[]} values
 * @param {number} share between 0 and 1
 */
export function percentile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** @returns {{ browser: string, version: number, system: string }} families and major number only */
export function environment(agent = navigator.userAgent) {
  /** @type {Array<[string, RegExp]>} */
  const browsers = [
    ["edge", /Edg(?:e|A|iOS)?\/(\d+)/], ["samsung", /SamsungBrowser\/(\d+)/], ["opera", /OPR\/(\d+)/],
    ["firefox", /(?:Firefox|FxiOS)\/(\d+)/], ["chrome", /(?:Chrome|CriOS)\/(\d+)/],
    ["safari", /Version\/(\d+).* Safari\//],
  ];
  /** @type {Array<[string, RegExp]>} */
  const systems = [
    ["android", /Android/], ["ios", /iPhone|iPad|iPod/], ["windows", /Windows/],
    ["macos", /Mac OS X/], ["linux", /Linux/],
  ];
  const found = browsers.find(([, pattern]) => pattern.test(agent));
  return {
    browser: found?.[0] ?? "other",
    version: Number(found?.[1].exec(agent)?.[1] ?? 0),
    system: systems.find(([, pattern]) => pattern.test(agent))?.[0] ?? "other",
  };
}
