/** Starts the call of the page, if the browser can. */

import { Call } from "./call.js";
import { part, show } from "./dom.js";

const root = document.getElementById("visio");
const data = document.getElementById("visio-config");
if (root && data) {
  const config = JSON.parse(data.textContent ?? "{}");
  if ("RTCPeerConnection" in window && "WebSocket" in window) {
    const call = new Call(root, config);
    root.dataset.ready = "yes";
    call.resume();
  } else {
    show(part(root, "too-old"), true);
  }
}
