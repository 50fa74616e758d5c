/**
 * A camera that is busy, falls silent or gives no picture is asked for again: a few times, ever later, without a click.
 *
 * Phones lend the camera to one application at a time, and some systems open it and deliver nothing.
 */

/** After the first sign, the second, the third; from then on only the button asks. */
const AGAIN_AFTER_MS = [2000, 6000, 15_000];
/** So many figures in a row without a new picture are a sign. */
const STILL_LOOKS = 3;

export class Camera {
  /**
   * @param {import("./media.js").Media} media
   * @param {{ wanted: () => boolean, again: () => Promise<void> }} options
   */
  constructor(media, { wanted, again }) {
    this.media = media;
    this.wanted = wanted;
    this.again = again;
    this.tries = 0;
    this.timer = 0;
    this.frames = -1;
    this.looks = 0;
  }

  /** Something changed about the camera: ask for it again in a while if it gives nothing. */
  look() {
    window.clearTimeout(this.timer);
    const wait = AGAIN_AFTER_MS[this.tries];
    if (wait === undefined || !this.media.lacking) return;
    this.timer = window.setTimeout(() => {
      // Behind another page the system keeps the camera; the page in front looks again.
      if (!this.wanted() || !this.media.lacking || document.visibilityState !== "visible") return;
      this.tries += 1;
      void this.again().then(() => this.look());
    }, wait);
  }

  /** The person asks, or the page is in front again: begin anew. */
  renew() {
    this.tries = 0;
    this.look();
  }

  /**
   * @param {number | undefined} frames pictures that the camera gave so far, where the browser counts them
   */
  counted(frames) {
    const running = this.media.state().video && document.visibilityState === "visible";
    const still = frames !== undefined && running && frames === this.frames;
    this.frames = frames ?? -1;
    this.looks = still ? this.looks + 1 : 0;
    if (this.looks !== STILL_LOOKS) return;
    this.media.still = true;
    this.look();
  }
}
