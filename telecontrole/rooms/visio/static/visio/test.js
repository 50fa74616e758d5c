/** The equipment test: browser, camera, microphone, loudspeaker, network; its result is kept. */

import { offer } from "./devices.js";
import { part, show, Texts } from "./dom.js";
import { fillHelp, obstacle, place, showObstacle } from "./help.js";
import { Level } from "./level.js";
import { Media } from "./media.js";
import { loop, reaches, transportOfUrl } from "./precall.js";
import { environment } from "./quality.js";

const LISTEN_MS = 6000;
const HEARD = 0.02;
const INPUTS = /** @type {const} */ (["videoinput", "audioinput"]);

class EquipmentTest {
  /**
   * @param {HTMLElement} root
   * @param {{ socket: string, servers: string, results: string }} config
   */
  constructor(root, config) {
    this.root = root;
    this.config = config;
    this.texts = new Texts();
    this.media = new Media();
    const { browser, system } = environment();
    /** @type {Record<string, string>} */
    this.results = {
      browser, system, calls: "RTCPeerConnection" in window ? "ok" : "unsupported",
      camera: "skipped", microphone: "skipped", speaker: "skipped",
      socket: "none", udp: "none", tcp: "none", tls: "none", direct: "none",
    };
    /** How often camera and microphone were tried: a choice makes an earlier answer worthless. */
    this.tries = 0;
    /** Whether something was found out that the service does not have yet. */
    this.open = false;
    window.addEventListener("pagehide", () => this.giveUp());
    for (const kind of INPUTS) part(root, kind).addEventListener("change", () => void this.choose(kind));
    fillHelp(root);
    show(part(root, "inside"), place().startsWith("inside"));
    part(root, "begin").addEventListener("click", () => void this.run());
    part(root, "restart").addEventListener("click", () => location.reload());
    part(root, "keep-again").addEventListener("click", () => void this.keep());
    part(root, "play").addEventListener("click", () => this.play());
    for (const answer of ["ok", "no"]) {
      part(root, `heard-${answer}`).addEventListener("click", () => this.heard(answer));
    }
  }

  async run() {
    this.open = true;
    show(part(this.root, "begin-box"), false);
    show(part(this.root, "steps"), true);
    this.tell("calls", this.results.calls ?? "");
    showObstacle(this.root, obstacle());
    show(part(this.root, "too-old"), this.results.calls !== "ok");
    if (this.results.calls === "ok") {
      await this.devices();
      await this.network();
    }
    this.giveUp();
    show(part(this.root, "speaker-box"), true);
    part(this.root, "play").focus();
    this.step("speaker", "speaker-ask");
  }

  /**
   * Try another camera or microphone.
   * @param {typeof INPUTS[number]} kind
   */
  async choose(kind) {
    this.media.choose(kind, /** @type {HTMLSelectElement} */ (part(this.root, kind)).value);
    await this.devices();
  }

  async devices() {
    this.tries += 1;
    const turn = this.tries;
    this.step("camera", "asking");
    this.step("microphone", "asking");
    await this.media.acquire({ withCamera: true });
    const { video, audio, fault } = this.media;
    show(part(this.root, "help-box"), fault === "refused" || fault === "unsupported");
    this.tell("camera", video ? "ok" : fault === "none" ? "missing" : fault);
    /** @type {HTMLVideoElement} */ (part(this.root, "preview")).srcObject = this.media.stream;
    show(part(this.root, "preview-box"), video !== null);
    for (const kind of INPUTS) await offer(this.root, this.media, kind);
    if (!audio) return this.tell("microphone", fault === "none" ? "missing" : fault);
    this.step("microphone", "speak");
    const heard = await this.listen();
    if (turn === this.tries) this.tell("microphone", heard ? "ok" : "silent");
  }

  /** @returns {Promise<boolean>} whether something was heard within a few seconds */
  async listen() {
    const level = new Level(this.media.stream);
    const meter = /** @type {HTMLMeterElement} */ (part(this.root, "level"));
    const until = performance.now() + LISTEN_MS;
    let heard = false;
    while (!heard && performance.now() < until) {
      await new Promise((resolve) => window.setTimeout(resolve, 100));
      meter.value = level.read();
      heard = meter.value > HEARD;
    }
    level.close();
    return heard;
  }

  async network() {
    this.step("network", "asking");
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const open = await reaches(`${scheme}//${location.host}${this.config.socket}`);
    this.results.socket = open ? "ok" : "failed";
    const servers = await this.servers();
    if (servers.length === 0) this.results.direct = (await loop(null)).ok ? "ok" : "failed";
    for (const server of servers) {
      const url = String([server.urls].flat()[0]);
      const { ok } = await loop(server);
      const name = transportOfUrl(url);
      this.results[name] = ok || this.results[name] === "ok" ? "ok" : "failed";
    }
    const paths = ["udp", "tcp", "tls", "direct"].filter((name) => this.results[name] === "ok");
    this.step("network", paths.length > 0 && open ? "network-ok" : "network-failed");
  }

  /** @returns {Promise<RTCIceServer[]>} */
  async servers() {
    try {
      const answer = await this.post(this.config.servers, {});
      return answer.ok ? (await answer.json()).servers : [];
    } catch {
      return [];
    }
  }

  play() {
    const context = new AudioContext();
    const tone = context.createOscillator();
    const volume = context.createGain();
    volume.gain.value = 0.2;
    tone.frequency.value = 440;
    tone.connect(volume).connect(context.destination);
    tone.onended = () => void context.close();
    tone.start();
    tone.stop(context.currentTime + 1.2);
    show(part(this.root, "heard-box"), true);
  }

  /** @param {string} answer */
  heard(answer) {
    this.tell("speaker", answer);
    show(part(this.root, "speaker-box"), false);
    void this.finish();
  }

  /**
   * Many close the page as soon as something does not work, and answer no question about the loudspeaker: what was
   * found so far is kept all the same. Their answer, if it comes, is a result of its own.
   */
  giveUp() {
    if (!this.open) return;
    this.open = false;
    void this.post(this.config.results, this.results, { keepalive: true }).catch(() => {});
  }

  async finish() {
    this.media.stop();
    show(part(this.root, "preview-box"), false);
    await this.keep();
  }

  /** Keep the result with the appointment. When it cannot be kept, say so: it is not a failed test. */
  async keep() {
    show(part(this.root, "not-kept"), false);
    const box = part(this.root, await this.kept());
    show(box, true);
    box.focus();
  }

  /** @returns {Promise<"passed" | "not-passed" | "not-kept">} */
  async kept() {
    try {
      const answer = await this.post(this.config.results, this.results);
      if (!answer.ok) return "not-kept";
      return (await answer.json()).passed ? "passed" : "not-passed";
    } catch {
      return "not-kept";
    }
  }

  /**
   * @param {string} url
   * @param {object} body
   * @param {RequestInit} [options]
   */
  post(url, body, options = {}) {
    const token = /** @type {HTMLInputElement | null} */ (
      this.root.querySelector("input[name=csrfmiddlewaretoken]")
    );
    const headers = { "X-CSRFToken": token?.value ?? "", "Content-Type": "application/json" };
    return fetch(url, { method: "POST", headers, credentials: "same-origin", body: JSON.stringify(body), ...options });
  }

  /**
   * @param {string} name
   * @param {string} result
   */
  tell(name, result) {
    this.results[name] = result;
    this.step(name, `${name}-${result}`);
  }

  /**
   * @param {string} name
   * @param {string} key
   */
  step(name, key) {
    const line = part(this.root, `step-${name}`);
    line.textContent = this.texts.get(key) || this.texts.get(`device-${key.split("-")[1]}`);
  }
}

const root = document.getElementById("visio-test");
const data = document.getElementById("visio-test-config");
if (root && data) {
  new EquipmentTest(root, JSON.parse(data.textContent ?? "{}"));
  root.dataset.ready = "yes";
}
