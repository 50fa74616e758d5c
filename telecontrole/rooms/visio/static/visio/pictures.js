/**
 * Pictures that stand still while their packets arrive, and how to start them again.
 *
 * After a loss a decoder waits for a whole picture; browsers ask for one every three seconds only,
 * and the first request gets lost in the tunnel too.
 */

/** Packets come, pictures do not. */
const FROZEN_MS = 600;
const ASK_EVERY_MS = 1000;

/** Notices from the figures of one connection that its pictures stand still. */
export class Pictures {
  constructor() {
    this.decoded = -1;
    this.packets = 0;
    this.frozenAt = 0;
    this.askedAt = 0;
  }

  /**
   * @param {{ decoded: number, packets: number }} seen pictures and their packets so far
   * @returns {boolean} whether the other side should be asked for a whole picture now
   */
  stuck({ decoded, packets }) {
    const now = performance.now();
    const frozen = decoded === this.decoded && packets > this.packets;
    if (decoded !== this.decoded) this.frozenAt = 0;
    else if (frozen && !this.frozenAt) this.frozenAt = now;
    this.decoded = decoded;
    this.packets = packets;
    const late = this.frozenAt > 0 && now - this.frozenAt > FROZEN_MS;
    if (!frozen || !late || now - this.askedAt < ASK_EVERY_MS) return false;
    this.askedAt = now;
    return true;
  }
}

/**
 * The next picture of each kind is a whole one, which needs none of those before it.
 * @param {RTCPeerConnection} pc
 */
export async function sendWholePictures(pc) {
  for (const { sender } of pc.getTransceivers()) {
    if (sender.track?.kind === "video") await whole(sender, sender.track);
  }
}

/**
 * @param {RTCRtpSender} sender
 * @param {MediaStreamTrack} track
 */
async function whole(sender, track) {
  const parameters = sender.getParameters();
  if (!parameters.encodings?.length) return;
  let known = false;
  const options = {
    // Only a browser that knows this option reads it.
    get encodingOptions() {
      known = true;
      return parameters.encodings.map(() => ({ keyFrame: true }));
    },
  };
  const set = /** @type {(parameters: RTCRtpSendParameters, options: object) => Promise<void>} */ (
    sender.setParameters.bind(sender)
  );
  await set(parameters, options);
  if (known) return;
  // A new beginning has the same effect elsewhere.
  await sender.replaceTrack(null);
  await sender.replaceTrack(track);
}
