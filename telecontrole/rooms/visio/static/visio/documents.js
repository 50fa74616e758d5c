/** Showing a document: a photo or a PDF goes to the service; the médecin-conseil sees it when it is clean. */

import { copy, part, show } from "./dom.js";

/** @typedef {import("./call.js").Call} Call */

const LIGHT_BYTES = 1_500_000;
const LONGEST_SIDE = 2400;

/** The insured person's side: send, and see in which state each document is. */
export class Sending {
  /**
   * @param {Call} call
   * @param {string} url
   */
  constructor(call, url) {
    this.call = call;
    this.url = url;
    for (const name of ["photo", "file"]) {
      const input = /** @type {HTMLInputElement} */ (part(call.root, name));
      input.addEventListener("change", () => {
        const file = input.files?.[0];
        if (file) void this.send(file).finally(() => { input.value = ""; });
      });
    }
    call.told.set("document-state", () => void this.look());
  }

  /** @param {File} file */
  async send(file) {
    this.say(this.call.texts.get("document-sending"));
    const body = new FormData();
    const lighter = await lightened(file);
    body.append("document", lighter, lighter.name);
    await this.ask({ method: "POST", body }, this.call.texts.get("document-sent"));
  }

  look() {
    return this.ask({}, "");
  }

  /**
   * @param {RequestInit} options
   * @param {string} done what to say when all went well
   */
  async ask(options, done) {
    try {
      const answer = await this.call.request(this.url, options);
      // Said by whatever stands before the service, in a page of its own.
      if (answer.status === 413) return this.say(this.call.texts.get("document-heavy"));
      if (answer.status >= 500) throw new Error("refused");
      const { refused, sent } = await answer.json();
      if (refused || done) this.say(refused || done);
      part(this.call.root, "document-sent").replaceChildren(...sent.map(line));
    } catch {
      this.say(this.call.texts.get("document-lost"));
    }
  }

  /** @param {string} words */
  say(words) {
    part(this.call.root, "document-said").textContent = words;
  }
}

/** The médecin-conseil's side: an identifier arrives by the socket, the content by a page with rights. */
export class Shown {
  /** @param {Call} call */
  constructor(call) {
    this.call = call;
    this.list = part(call.root, "shown-list");
    call.told.set("document", (url) => this.add(url));
    call.told.set("document-waiting", () => this.say("document-waits"));
  }

  /** @param {string} url */
  add(url) {
    if (!url.startsWith("/") || url.startsWith("//")) return;
    this.say("document-arrived");
    const known = [...this.list.querySelectorAll("a")].some((link) => link.getAttribute("href") === url);
    if (known) return;
    const one = copy("visio-shown");
    const link = /** @type {HTMLAnchorElement} */ (part(one, "shown-link"));
    const time = new Date().toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
    link.href = url;
    link.textContent = this.call.texts.get("document-new", { time });
    const image = /** @type {HTMLImageElement} */ (part(one, "shown-image"));
    image.alt = link.textContent;
    // A PDF is no image: it opens by its link.
    image.onload = () => show(image, true);
    image.src = url;
    this.list.prepend(one);
  }

  /** @param {string} key */
  say(key) {
    show(part(this.call.root, "shown-box"), true);
    part(this.call.root, "shown-said").textContent = this.call.texts.get(key);
    // Above the picture as well: what stands below it may be out of sight.
    this.call.controls.say(key);
  }
}

/** @param {string} words */
function line(words) {
  const item = document.createElement("li");
  item.textContent = words;
  return item;
}

/**
 * A phone's photo is heavy for a train's network, and some are of a kind that nobody else opens: make it smaller,
 * and a JPEG, where the browser can.
 * @param {File} file
 * @returns {Promise<File>}
 */
async function lightened(file) {
  const taken = /^image\/(jpeg|png|webp)$/.test(file.type) && file.size < LIGHT_BYTES;
  if (!file.type.startsWith("image/") || taken || !("createImageBitmap" in window)) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.85); });
    return blob instanceof Blob ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
}
