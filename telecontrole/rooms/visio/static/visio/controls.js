/** Buttons, previews and sentences of the call page. */

import { part, show } from "./dom.js";
import { isGuest } from "./tiles.js";

/** @typedef {import("./call.js").Call} Call */
/** @typedef {import("./call.js").Phase} Phase */

export class Controls {
  /**
   * @param {HTMLElement} root
   * @param {Call} call
   */
  constructor(root, call) {
    this.root = root;
    this.call = call;
    /** @type {Record<string, () => void>} */
    this.acts = {
      "join": () => void call.join({ withCamera: true }),
      "join-sound": () => void call.join({ withCamera: false }),
      "again": () => call.again(),
      "retry-media": () => void call.acquire().then(() => call.camera.renew()),
      "microphone": () => this.microphone(),
      "camera": () => this.camera(),
      "leave": () => call.leave(),
      "sound": () => this.sound(),
      "end": () => this.dialog("end-dialog"),
      "end-yes": () => call.end(),
      "share": () => void call.sharing.toggle(),
      "guest-yes": () => this.decided("admit"),
      "exclude-yes": () => this.decided("exclude"),
      "file-chat": () => void call.chat.file(),
      "handover": () => this.dialog("handover-dialog"),
      "to-phone": () => call.handOver("phone"),
      "to-in-person": () => call.handOver("in_person"),
    };
    root.addEventListener("click", (event) => this.clicked(event));
    /** The person about whom a dialog asks.
     * @type {import("./types.js").PeerMessage | null} */
    this.asked = null;
    /** Who was said to be away.
     * @type {Set<string>} */
    this.absent = new Set();
  }

  /**
   * A third person comes in only once the insured person has said yes.
   * @param {import("./types.js").PeerMessage} person
   */
  admit(person) {
    if (!isGuest(person)) return this.call.signal.send({ t: "admit", seat: person.seat });
    return this.ask("guest", "guest-asks", person);
  }

  /** @param {import("./types.js").PeerMessage} person */
  exclude(person) {
    this.ask("exclude", "guest-out", person);
  }

  /**
   * @param {string} name of the dialog
   * @param {string} key
   * @param {import("./types.js").PeerMessage} person
   */
  ask(name, key, person) {
    this.asked = person;
    const role = person.detail || this.call.texts.get(`role-${person.role}`);
    part(this.root, `${name}-words`).textContent = this.call.texts.get(key, { name: person.name, role });
    this.dialog(`${name}-dialog`);
  }

  /** @param {"admit" | "exclude"} what */
  decided(what) {
    if (this.asked) this.call.signal.send({ t: what, seat: this.asked.seat });
    this.asked = null;
  }

  /** @param {Event} event */
  clicked(event) {
    const target = event.target instanceof Element ? event.target.closest("[data-act]") : null;
    const act = this.acts[target?.getAttribute("data-act") ?? ""];
    if (act) act();
  }

  /** @param {Phase} phase */
  phase(phase) {
    const before = document.activeElement;
    this.root.dataset.phase = phase;
    for (const section of this.root.querySelectorAll("[data-phases]")) {
      const phases = (section.getAttribute("data-phases") ?? "").split(" ");
      show(/** @type {HTMLElement} */ (section), phases.includes(phase));
    }
    this.say(`phase-${phase}`);
    // On a telephone the picture and its buttons fill the window, or the words of the end; the desk keeps its place.
    if (phase !== "start" && !this.call.config.host) part(this.root, "status").scrollIntoView();
    // Whether it is gone is asked once the page is laid out: asked here, it would hold up the call that begins.
    requestAnimationFrame(() => this.carry(before, phase));
  }

  /**
   * Whoever goes by the keyboard stays in the call when the button that had the focus is gone.
   * @param {Element | null} before what had the focus
   * @param {Phase} phase
   */
  carry(before, phase) {
    if (!(before instanceof HTMLElement) || !this.root.contains(before) || before.offsetParent) return;
    const next = this.root.querySelector(`[data-phases~="${phase}"] [tabindex="-1"]`);
    if (next instanceof HTMLElement) next.focus({ preventScroll: true });
  }

  /**
   * One sentence for everyone, read aloud by screen readers.
   * @param {string} key
   * @param {Record<string, string>} [params]
   */
  say(key, params) {
    const words = this.call.texts.get(key, params);
    if (words) part(this.root, "status").textContent = words;
  }

  /** @param {string} reason */
  ended(reason) {
    for (const words of this.root.querySelectorAll("[data-reason]")) {
      show(/** @type {HTMLElement} */ (words), words.getAttribute("data-reason") === reason);
    }
  }

  /** @param {import("./signal.js").SignalState} state */
  connection(state) {
    show(part(this.root, "offline"), state === "retrying");
  }

  /** @param {import("./types.js").PeerMessage} host */
  host(host) {
    for (const element of this.root.querySelectorAll("[data-visio=host-name]")) {
      element.textContent = host.name;
    }
    const here = host.inst !== null && host.present;
    if (this.call.phase === "waiting") this.say(here ? "host-here" : "host-absent", { name: host.name });
  }

  /**
   * Say who went away from the call and why, until they are back.
   * @param {import("./types.js").PeerMessage} person
   */
  gone(person) {
    if (this.call.phase !== "call") return;
    if (person.inst === null && ["lost", "left"].includes(person.why)) {
      this.absent.add(person.seat);
      this.say(`gone-${person.why}`, { name: person.name });
    } else if (person.inst !== null && this.absent.delete(person.seat)) {
      this.say("phase-call");
    }
  }

  /**
   * @param {number} rank how many people are before this one
   * @param {number} minutes
   */
  rank(rank, minutes) {
    const words = part(this.root, "rank");
    const key = rank === 0 ? "rank-next" : "rank";
    const said = this.call.texts.get(minutes === 0 ? `${key}-now` : key, { rank: String(rank), minutes: String(minutes) });
    // Said again only when it changed: it is read aloud.
    if (words.textContent !== said) words.textContent = said;
    show(words, true);
  }

  /** What the device gave, or why it did not. */
  media() {
    const { media } = this.call;
    for (const box of this.root.querySelectorAll("[data-fault]")) {
      show(/** @type {HTMLElement} */ (box), box.getAttribute("data-fault") === media.fault);
    }
    for (const words of this.root.querySelectorAll("[data-lack]")) {
      show(/** @type {HTMLElement} */ (words), words.getAttribute("data-lack") === media.lack);
    }
    this.preview();
  }

  preview() {
    const { media } = this.call;
    const video = /** @type {HTMLVideoElement} */ (part(this.root, "self"));
    if (video.srcObject !== media.stream) video.srcObject = media.stream;
    show(part(this.root, "self-off"), !media.state().video);
    this.pressed("microphone", media.state().audio, media.audio !== null);
    this.pressed("camera", media.state().video, media.video !== null);
  }

  /**
   * @param {string} name
   * @param {boolean} on
   * @param {boolean} available
   */
  pressed(name, on, available) {
    const button = /** @type {HTMLButtonElement} */ (part(this.root, `${name}-button`));
    button.disabled = !available;
    button.dataset.on = String(on);
    const words = on ? `${name}-on` : available ? `${name}-off` : `${name}-none`;
    part(button, "label").textContent = this.call.texts.get(words);
  }

  microphone() {
    this.call.media.setAudio(!this.call.media.audioOn);
  }

  camera() {
    this.call.media.setVideo(!this.call.media.videoOn);
  }

  sound() {
    show(part(this.root, "sound-box"), false);
    this.call.tiles.unblock();
  }

  /** @param {string} name */
  dialog(name) {
    const dialog = part(this.root, name);
    if (dialog instanceof HTMLDialogElement) dialog.showModal();
  }

  /**
   * A word from the service (the outcome is there to read): a panel with a link.
   * @param {string} kind
   * @param {string} url
   */
  notice(kind, url) {
    if (!url.startsWith("/") || url.startsWith("//")) return;
    const box = part(this.root, "notice");
    const known = this.call.texts.get(`notice-${kind}`);
    part(box, "notice-words").textContent = known || this.call.texts.get("notice-other");
    /** @type {HTMLAnchorElement} */ (part(box, "notice-link")).href = url;
    show(box, true);
    box.focus();
  }
}
