/** Starts the call of the page, if the browser can. */

import { Call } from "./call.js";
import { part, show } from "./dom.js";
import { fillHelp, obstacle, place, showObstacle } from "./help.js";

const root = document.getElementById("visio");
const data = document.getElementById("visio-config");
if (root && data) {
  const config = JSON.parse(data.textContent ?? "{}");
  fillHelp(root);
  if ("RTCPeerConnection" in window && "WebSocket" in window) {
    const call = new Call(root, config);
    root.dataset.ready = "yes";
    show(part(root, "inside"), place().startsWith("inside"));
    call.resume();
  } else {
    showObstacle(root, obstacle() || "old");
    show(part(root, "too-old"), true);
  }
}
