/**
 * Camera and microphone: one acquisition at a time, from the best to what the device can do.
 *
 * Never `exact` constraints, never two captures at once (iOS ends the first), and always a way to
 * take part without camera, or without anything to send.
 */

/** @typedef {"refused" | "missing" | "busy" | "unsupported" | "none"} MediaFault */

const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** @type {Array<{ video: MediaTrackConstraints | boolean, audio: MediaTrackConstraints | boolean }>} */
const LADDER = [
  { audio: SOUND, video: { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: "user", frameRate: { ideal: 24, max: 30 } } },
  { audio: SOUND, video: { facingMode: "user" } },
  { audio: SOUND, video: true },
  { audio: SOUND, video: false },
  // No microphone at all: to be seen is better than to be absent.
  { audio: false, video: true },
];
const ONLY_SOUND = LADDER.slice(3, 4);
const ONLY_PICTURE = LADDER.slice(4);
/** A browser may silence a track for an instant; a telephone call lasts. */
const INTERRUPTED_MS = 1500;

const CHOSEN = "visio-devices";

/** @returns {{ audio?: string, video?: string }} */
function remembered() {
  try {
    const { audio, video } = JSON.parse(localStorage.getItem(CHOSEN) ?? "{}");
    return {
      ...(typeof audio === "string" ? { audio } : {}),
      ...(typeof video === "string" ? { video } : {}),
    };
  } catch {
    return {};
  }
}

/**
 * @param {unknown} error
 * @returns {MediaFault}
 */
export function faultOf(error) {
  const name = error instanceof DOMException || error instanceof Error ? error.name : "";
  if (["NotAllowedError", "SecurityError"].includes(name)) return "refused";
  if (["NotFoundError", "OverconstrainedError"].includes(name)) return "missing";
  return "busy";
}

/**
 * After a refusal: browsers and systems may refuse the camera alone, or the microphone alone. Only what is known
 * to be allowed is asked for, since a browser that is refused again and again stops asking the person at all.
 * @param {boolean} withCamera
 */
async function stillAllowed(withCamera) {
  const found = [];
  const names = /** @type {Array<[PermissionName, typeof LADDER]>} */ (
    /** @type {unknown} */ ([["microphone", ONLY_SOUND], ["camera", withCamera ? ONLY_PICTURE : []]])
  );
  for (const [name, steps] of names) {
    try {
      if ((await navigator.permissions.query({ name })).state === "granted") found.push(...steps);
    } catch {
      // this browser does not tell
    }
  }
  return found;
}

export class Media {
  constructor() {
    /** @type {MediaStream} */
    this.stream = new MediaStream();
    /** @type {MediaFault} */
    this.fault = "none";
    this.cameraWanted = false;
    /** The camera is there and gives no picture. */
    this.still = false;
    this.audioOn = true;
    this.videoOn = true;
    /** @type {() => void} */
    this.onChange = () => {};
    /** The system has taken the microphone (telephone, assistant), or has given it back.
     * @type {(interrupted: boolean) => void} */
    this.onInterrupted = () => {};
    this.lookTimer = 0;
    /** Grows with each end: what the device gives afterwards is not taken any more. */
    this.life = 0;
    /** @type {Promise<void> | null} */
    this.acquiring = null;
    /** What was chosen, in the equipment test or in a call, by this browser's own names of its devices.
     * @type {{ audio?: string, video?: string }} */
    this.chosen = remembered();
  }

  get audio() {
    return this.stream.getAudioTracks()[0] ?? null;
  }

  get video() {
    return this.stream.getVideoTracks()[0] ?? null;
  }

  /** @returns {{ audio: boolean, video: boolean, paused: boolean }} what the others are told */
  state() {
    return {
      audio: this.audio !== null && this.audioOn && !this.interrupted,
      video: this.video !== null && this.videoOn && !this.video.muted,
      paused: document.visibilityState === "hidden",
    };
  }

  /** Whether the microphone is there and gives nothing, without the person's doing. */
  get interrupted() {
    return this.audio !== null && (this.audio.muted || this.audio.readyState === "ended");
  }

  /** Whether a camera is wanted that could be had, and gives nothing. */
  get lacking() {
    if (!this.cameraWanted || !this.videoOn) return false;
    if (!this.video) return this.fault === "busy";
    return this.still || this.video.muted || this.video.readyState === "ended";
  }

  /** What is wanted and was not had: the words for it differ.
   * @returns {"" | "both" | "camera" | "microphone"} */
  get lack() {
    if (this.fault === "none") return "";
    if (!this.audio) return this.video ? "microphone" : "both";
    return "camera";
  }

  /**
   * Ask for what the device has; a refusal is kept in `fault`, never thrown.
   * @param {{ withCamera: boolean }} options
   */
  acquire({ withCamera }) {
    this.acquiring ??= this.climb(withCamera).finally(() => {
      this.acquiring = null;
    });
    return this.acquiring;
  }

  /** @param {boolean} on */
  setAudio(on) {
    this.audioOn = on;
    if (this.audio) this.audio.enabled = on;
    this.onChange();
  }

  /** @param {boolean} on */
  setVideo(on) {
    this.videoOn = on;
    if (this.video) this.video.enabled = on;
    this.onChange();
  }

  /** For good: the person has gone, and nothing that is still being asked for may be taken. */
  stop() {
    this.life += 1;
    this.release();
  }

  release() {
    window.clearTimeout(this.lookTimer);
    for (const track of this.stream.getTracks()) track.stop();
    this.stream = new MediaStream();
  }

  /**
   * The next acquisition prefers this device, today and on the day of the call.
   * @param {"audioinput" | "videoinput"} kind
   * @param {string} id
   */
  choose(kind, id) {
    this.chosen[kind === "audioinput" ? "audio" : "video"] = id;
    try {
      localStorage.setItem(CHOSEN, JSON.stringify(this.chosen));
    } catch {
      // A browser that keeps nothing: the choice holds as long as the page.
    }
  }

  /** @param {"audioinput" | "videoinput" | "audiooutput"} kind */
  async devices(kind) {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    return all.filter((device) => device.kind === kind && device.deviceId !== "");
  }

  /** @param {boolean} withCamera */
  async climb(withCamera) {
    if (!navigator.mediaDevices?.getUserMedia) {
      this.fault = "unsupported";
      return;
    }
    const { life } = this;
    this.release();
    this.fault = "none";
    this.cameraWanted = withCamera;
    for (const step of withCamera ? LADDER : ONLY_SOUND) {
      this.fault = await this.rung(step, life);
      if (this.had(life)) return;
      if (this.fault === "refused") break;
    }
    if (this.fault !== "refused") return;
    for (const step of await stillAllowed(withCamera)) {
      await this.rung(step, life);
      if (this.had(life)) return;
    }
  }

  /**
   * @param {number} life
   * @returns {boolean} whether there is nothing more to ask for
   */
  had(life) {
    return life !== this.life || this.stream.getTracks().length > 0;
  }

  /**
   * @param {typeof LADDER[number]} step
   * @param {number} life in which it is asked for
   * @returns {Promise<MediaFault>}
   */
  async rung(step, life) {
    try {
      const stream = await navigator.mediaDevices.getUserMedia(this.wanted(step));
      if (life === this.life) this.take(stream);
      else for (const track of stream.getTracks()) track.stop();
      return this.fault;
    } catch (error) {
      return faultOf(error);
    }
  }

  /** @param {{ video: MediaTrackConstraints | boolean, audio: MediaTrackConstraints | boolean }} step */
  wanted(step) {
    const { audio, video } = this.chosen;
    return {
      audio: audio && step.audio ? { ...SOUND, deviceId: { ideal: audio } } : step.audio,
      video: video && step.video
        ? { ...(step.video === true ? {} : step.video), deviceId: { ideal: video } }
        : step.video,
    };
  }

  /** A track ended, fell silent or came back: tell the others now, the person when it lasts. */
  changed() {
    this.onChange();
    window.clearTimeout(this.lookTimer);
    const wait = this.interrupted ? INTERRUPTED_MS : 0;
    this.lookTimer = window.setTimeout(() => this.onInterrupted(this.interrupted), wait);
  }

  /** @param {MediaStream} stream */
  take(stream) {
    this.stream = stream;
    this.still = false;
    if (this.audio && (this.video || !this.cameraWanted)) this.fault = "none";
    for (const track of stream.getTracks()) {
      track.enabled = track.kind === "audio" ? this.audioOn : this.videoOn;
      track.onended = track.onmute = track.onunmute = () => this.changed();
    }
    this.onInterrupted(false);
    if (this.video && "contentHint" in this.video) this.video.contentHint = "motion";
    this.onChange();
  }
}
