// What could not be sent yet, kept in this browser under a key that only the service gives, to this doctor, for this
// interview: whoever finds the device reads nothing. It goes as soon as the service has it.

const PREFIX = "draft:";
const KEPT_FOR = 7 * 24 * 3600 * 1000;

/** @typedef {{ at: number, version: string, values: [string, string][] }} Draft */

export class Drafts {
  /** @param {{ name: string, key: string }} told */
  constructor(told) {
    this.name = PREFIX + told.name;
    this.key = crypto.subtle?.importKey(
      "raw", Uint8Array.from(atob(told.key), (sign) => sign.charCodeAt(0)), "AES-GCM", false, ["encrypt", "decrypt"],
    );
  }

  /** @param {Draft} draft */
  async put(draft) {
    if (!this.key) return;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv }, await this.key, new TextEncoder().encode(JSON.stringify(draft)),
    );
    const bytes = [...iv, ...new Uint8Array(sealed)];
    const text = bytes.map((byte) => String.fromCharCode(byte)).join("");
    try {
      localStorage.setItem(this.name, JSON.stringify({ at: draft.at, sealed: btoa(text) }));
    } catch {
      // The browser keeps nothing (private window, full): the service still gets everything.
    }
  }

  /** @returns {Promise<Draft | null>} */
  async get() {
    const kept = localStorage.getItem(this.name);
    if (!kept || !this.key) return null;
    try {
      const bytes = Uint8Array.from(atob(JSON.parse(kept).sealed), (sign) => sign.charCodeAt(0));
      const plain = await crypto.subtle.decrypt(
        { name: "AES-GCM", iv: bytes.slice(0, 12) }, await this.key, bytes.slice(12),
      );
      return JSON.parse(new TextDecoder().decode(plain));
    } catch {
      this.forget();
      return null;
    }
  }

  forget() {
    localStorage.removeItem(this.name);
  }
}

/** Drafts of interviews that nobody came back to. */
export function forgetOld() {
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(PREFIX)) continue;
    try {
      if (Date.now() - JSON.parse(localStorage.getItem(name) ?? "").at < KEPT_FOR) continue;
    } catch {
      // Not ours, or broken: it goes.
    }
    localStorage.removeItem(name);
  }
}
