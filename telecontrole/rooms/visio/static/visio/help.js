/**
 * Where the page is open, and what helps there when camera and microphone are refused or out of reach.
 *
 * Names of products stand in the words of the page (`visio/_help.html`), here only how they are known.
 */

import { show } from "./dom.js";

/** Browsers inside other applications: they often hide camera and microphone. */
const INSIDE = /FBAN|FBAV|FB_IAB|Instagram|Snapchat|Line\/|MicroMessenger|Twitter|LinkedInApp|musical_ly|BytedanceWebview|TikTok|Pinterest|GSA\/|; wv\)/;

/**
 * @param {string} agent
 * @returns {string} a key of the page's help
 */
export function place(agent = navigator.userAgent) {
  const apple = /iPhone|iPad|iPod/.test(agent);
  if (INSIDE.test(agent)) return apple ? "inside-ios" : "inside-android";
  // A browser of iOS names Safari; a page inside an application does not.
  if (apple && !/Safari\//.test(agent)) return "inside-ios";
  if (/SamsungBrowser/.test(agent)) return "samsung";
  if (/FxiOS|CriOS|EdgiOS/.test(agent)) return "ios-other";
  if (apple) return "ios-safari";
  if (/Firefox/.test(agent)) return /Android/.test(agent) ? "android-firefox" : "firefox";
  if (/Android/.test(agent)) return "android-chrome";
  if (/Edg|Chrome/.test(agent)) return "chrome";
  return /Safari/.test(agent) ? "mac-safari" : "other";
}

/**
 * Why the browser cannot call at all.
 * @param {string} agent
 * @param {{ calls: boolean }} can
 * @returns {"" | "lockdown" | "inside" | "old"}
 */
export function obstacle(agent = navigator.userAgent, can = { calls: "RTCPeerConnection" in window }) {
  if (can.calls) return "";
  if (place(agent).startsWith("inside")) return "inside";
  // Apple's Lockdown Mode takes the connections away from a browser that has had them for years.
  const version = Number(/Version\/(\d+)/.exec(agent)?.[1] ?? 0);
  return /Safari/.test(agent) && version >= 15 ? "lockdown" : "old";
}

/**
 * Put the help of this browser into every box that waits for it.
 * @param {ParentNode} root
 * @param {string} [key]
 */
export function fillHelp(root, key = place()) {
  const template = document.getElementById("visio-help");
  if (!(template instanceof HTMLTemplateElement)) return;
  const words = template.content.querySelector(`[data-help="${key}"]`) ?? template.content.querySelector("[data-help=other]");
  if (!words) return;
  for (const box of root.querySelectorAll("[data-visio=help]")) box.replaceChildren(words.cloneNode(true));
}

/**
 * @param {ParentNode} root
 * @param {string} which
 */
export function showObstacle(root, which) {
  for (const words of root.querySelectorAll("[data-obstacle]")) {
    show(/** @type {HTMLElement} */ (words), words.getAttribute("data-obstacle") === which);
  }
}

/**
 * Call back when a permission that was refused is given: some browsers tell, others only when one returns.
 * @param {() => boolean} refused
 * @param {() => void} retry
 */
export async function whenGranted(refused, retry) {
  const names = /** @type {PermissionName[]} */ (/** @type {unknown} */ (["microphone", "camera"]));
  for (const name of names) {
    try {
      const permission = await navigator.permissions.query({ name });
      const look = () => {
        if (permission.state === "granted" && refused()) retry();
      };
      permission.addEventListener("change", look);
      window.addEventListener("focus", look);
    } catch {
      return; // this browser does not tell: the button stays
    }
  }
}
