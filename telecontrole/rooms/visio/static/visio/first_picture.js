/**
 * The first picture of a call, at once.
 *
 * A camera gives its next picture when it likes, and Chromium throws the first one away: it only
 * chooses the settings of its encoder by it. So what one's own preview shows is drawn and sent a few
 * times quickly, until the camera's own pictures may follow. Only after the admission, and only while
 * the camera is on. Before, there is an empty canvas and nothing else.
 */

const SOON_MS = 12;
const LATER_MS = 40;
const SOON_TIMES = 5;
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
 * @returns {Promise<void>} when the connection stands (nothing can leave before), or after a moment without
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
  }

  /**
   * Send what the preview shows, for a moment; the camera may follow then.
   * @param {RTCPeerConnection} pc
   * @param {RTCRtpSender} sender of the picture
   * @param {() => MediaStreamTrack | null} camera what is sent now
   */
  async show(pc, sender, camera) {
    const { context } = this;
    const video = preview(camera());
    if (!video || !context) return;
    [context.canvas.width, context.canvas.height] = [video.videoWidth, video.videoHeight];
    context.drawImage(video, 0, 0);
    const track = context.canvas.captureStream(0).getVideoTracks()[0];
    // Elsewhere than in Chromium and Safari the camera's own first picture is not thrown away.
    if (!(track && "requestFrame" in track)) return;
    const drawn = /** @type {CanvasCaptureMediaStreamTrack} */ (track);
    const placed = sender.replaceTrack(track);
    drawn.requestFrame();
    await standing(pc);
    const until = performance.now() + LASTS_MS;
    for (let times = 0; performance.now() < until && preview(camera()); times += 1) {
      context.drawImage(video, 0, 0);
      drawn.requestFrame();
      await new Promise((done) => { window.setTimeout(done, times < SOON_TIMES ? SOON_MS : LATER_MS); });
    }
    await placed;
    track.stop();
  }
}
