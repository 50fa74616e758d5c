/** Choice of camera, microphone and loudspeaker, and what to do when the system cuts the microphone. */

import { part, show } from "./dom.js";
import { Level } from "./level.js";

/** @typedef {import("./call.js").Call} Call */

const KINDS = /** @type {const} */ (["videoinput", "audioinput", "audiooutput"]);
const SILENT_MS = 10_000;
const LOOK_MS = 500;

/**
 * Fill the list from which a device is chosen; it shows only when there is something to choose.
 * @param {ParentNode} root
 * @param {import("./media.js").Media} media
 * @param {typeof KINDS[number]} kind
 */
export async function offer(root, media, kind) {
  const select = /** @type {HTMLSelectElement} */ (part(root, kind));
  const found = await media.devices(kind);
  const usable = kind !== "audiooutput" || "setSinkId" in HTMLMediaElement.prototype;
  const track = kind === "audioinput" ? media.audio : kind === "videoinput" ? media.video : null;
  const current = track?.getSettings().deviceId ?? "";
  show(part(root, `choice-${kind}`), usable && found.length > 1);
  select.replaceChildren(...found.map((device) => {
    const option = new Option(device.label, device.deviceId);
    option.selected = device.deviceId === current;
    return option;
  }));
}

export class Devices {
  /** @param {Call} call */
  constructor(call) {
    this.call = call;
    /** @type {Level | null} */
    this.level = null;
    this.silentSince = 0;
    for (const kind of KINDS) {
      this.select(kind).addEventListener("change", () => void this.choose(kind));
    }
    navigator.mediaDevices?.addEventListener?.("devicechange", () => void this.list());
    window.setInterval(() => this.look(), LOOK_MS);
  }

  /** The stream is a new one: show what there is, and listen to it. */
  async renewed() {
    await this.list();
    this.stop();
    this.level = this.call.media.audio ? new Level(this.call.media.stream) : null;
    this.silentSince = performance.now();
  }

  stop() {
    this.level?.close();
    this.level = null;
  }

  async list() {
    for (const kind of KINDS) await offer(this.call.root, this.call.media, kind);
  }

  /** @param {typeof KINDS[number]} kind */
  async choose(kind) {
    const id = this.select(kind).value;
    if (kind === "audiooutput") return this.call.tiles.sink(id);
    this.call.media.choose(kind, id);
    await this.call.acquire();
  }

  look() {
    const { level, call } = this;
    if (!level) return;
    /** @type {HTMLMeterElement} */ (part(call.root, "level")).value = level.read();
    if (!level.silent || !call.media.audioOn) this.silentSince = performance.now();
    show(part(call.root, "silent"), performance.now() - this.silentSince > SILENT_MS);
  }

  // ---- inside ------------------------------------------------------------------------------

  /**
   * @param {typeof KINDS[number]} kind
   * @returns {HTMLSelectElement}
   */
  select(kind) {
    return /** @type {HTMLSelectElement} */ (part(this.call.root, kind));
  }
}
