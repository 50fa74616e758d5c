/** Whether one relay carries a connection of this browser: two connections in a loop through it. */

const OPEN_WITHIN_MS = 7000;

/**
 * @param {RTCIceServer | null} server null tests a direct loop
 * @returns {Promise<{ ok: boolean, rttMs: number }>}
 */
export async function loop(server) {
  /** @type {RTCConfiguration} */
  const configuration = server ? { iceServers: [server], iceTransportPolicy: "relay" } : {};
  const [one, other] = [new RTCPeerConnection(configuration), new RTCPeerConnection(configuration)];
  try {
    one.onicecandidate = ({ candidate }) => void (candidate && other.addIceCandidate(candidate));
    other.onicecandidate = ({ candidate }) => void (candidate && one.addIceCandidate(candidate));
    other.ondatachannel = ({ channel }) => {
      channel.onmessage = ({ data }) => channel.send(data);
    };
    const channel = one.createDataChannel("test");
    await one.setLocalDescription();
    await other.setRemoteDescription(/** @type {RTCSessionDescription} */ (one.localDescription));
    await other.setLocalDescription();
    await one.setRemoteDescription(/** @type {RTCSessionDescription} */ (other.localDescription));
    await within(OPEN_WITHIN_MS, new Promise((resolve) => { channel.onopen = resolve; }));
    const sent = performance.now();
    const back = new Promise((resolve) => { channel.onmessage = resolve; });
    channel.send("x");
    await within(OPEN_WITHIN_MS, back);
    return { ok: true, rttMs: performance.now() - sent };
  } catch {
    return { ok: false, rttMs: 0 };
  } finally {
    one.close();
    other.close();
  }
}

/**
 * @param {string} url of a relay
 * @returns {"udp" | "tcp" | "tls"}
 */
export function transportOfUrl(url) {
  if (url.startsWith("turns:")) return "tls";
  return url.includes("transport=tcp") ? "tcp" : "udp";
}

/**
 * @param {string} url of a websocket; refused or not, an answer means that the way is open
 * @returns {Promise<boolean>}
 */
export function reaches(url) {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    const late = window.setTimeout(() => done(false), 4000);
    /** @param {boolean} open */
    const done = (open) => {
      window.clearTimeout(late);
      socket.onopen = socket.onerror = null;
      socket.close();
      resolve(open);
    };
    socket.onopen = () => done(true);
    socket.onerror = () => done(false);
  });
}

/**
 * @template T
 * @param {number} milliseconds
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
function within(milliseconds, promise) {
  const late = new Promise((_, reject) => window.setTimeout(() => reject(new Error("late")), milliseconds));
  return /** @type {Promise<T>} */ (Promise.race([promise, late]));
}
