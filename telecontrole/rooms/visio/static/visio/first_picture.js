/**
 * The first picture of a call, at once.
 *
 * A camera gives its next picture when it likes, and Chromium throws the first one away: it only
 * chooses the settings of its encoder by it. So what one's own preview shows is drawn and sent a few
 * times quickly, until the camera's own pictures may follow. Only after the admission, and only while
 * the camera is on. Before, there is an empty canvas and nothing else.
 */

const SOON_MS = 8;
const LATER_MS = 40;
const SOON_TIMES = 4;
const LASTS_MS = 300;
const STANDING_WITHIN_MS = 2000;

/**
 * @param {MediaStreamTrack | null} camera
 * @returns {HTMLVideoElement | null} where the person sees themselves now, if there is a picture
 */
function preview(camera) {
  const video = /** @type {HTMLVideoElement | null} */ (document.querySelector("[data-visio=self]"));
  const given = camera?.enabled && !camera.muted && camera.readyState === "live";
  if (!video || !given || document.visibilityState !== "visible") return null;
  const own = /** @type {MediaStream | null} */ (video.srcObject)?.getVideoTracks()[0] === camera;
  return own && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA ? video : null;
}

/**
 * @param {RTCPeerConnection} pc
 * @returns {Promise<void>} when the connection stands, or after a moment without
 */
function standing(pc) {
  return new Promise((resolve) => {
    const look = () => pc.connectionState === "connected" && resolve();
    pc.addEventListener("connectionstatechange", look);
    window.setTimeout(resolve, STANDING_WITHIN_MS);
    look();
  });
}

export class FirstPicture {
  constructor() {
    const canvas = document.createElement("canvas");
    this.context = "captureStream" in canvas ? canvas.getContext("2d", { willReadFrequently: true }) : null;
    /** @type {CanvasCaptureMediaStreamTrack | null} */
    this.track = null;
  }

  /**
   * Have the canvas ready, empty, before anybody is let in.
   * @param {MediaStreamTrack | null} camera
   */
  prepare(camera) {
    const { width, height } = camera?.getSettings() ?? {};
    if (width && height) this.fit(width, height);
  }

  /**
   * @param {number} width of the camera's picture
   * @param {number} height
   */
  fit(width, height) {
    if (!this.context) return;
    const { canvas } = this.context;
    if (canvas.width !== width || canvas.height !== height) {
      [canvas.width, canvas.height] = [width, height];
      this.context.clearRect(0, 0, width, height);
    }
    if (this.track) return;
    const track = canvas.captureStream(0).getVideoTracks()[0];
    // Elsewhere than in Chromium and Safari the camera's own first picture is not thrown away.
    if (track && "requestFrame" in track) this.track = /** @type {CanvasCaptureMediaStreamTrack} */ (track);
  }

  /**
   * @param {HTMLVideoElement} video
   * @param {CanvasCaptureMediaStreamTrack} track
   */
  draw(video, track) {
    this.context?.drawImage(video, 0, 0);
    track.requestFrame();
  }

  /**
   * Send what the preview shows, for a moment; the camera may follow then.
   * @param {RTCPeerConnection} pc
   * @param {RTCRtpSender} sender of the picture
   * @param {() => MediaStreamTrack | null} camera what is sent now
   */
  async show(pc, sender, camera) {
    const video = preview(camera());
    if (!video) return;
    this.fit(video.videoWidth, video.videoHeight);
    const { track } = this;
    if (!track) return;
    const placed = sender.replaceTrack(track);
    this.draw(video, track);
    // Nothing leaves before the connection stands, but its encoder is ready then.
    let until = performance.now() + STANDING_WITHIN_MS;
    void standing(pc).then(() => { until = performance.now() + LASTS_MS; });
    for (let times = 0; performance.now() < until && preview(camera()); times += 1) {
      await new Promise((done) => { window.setTimeout(done, times < SOON_TIMES ? SOON_MS : LATER_MS); });
      this.draw(video, track);
    }
    await placed;
    track.stop();
    this.track = null;
  }
}
