/**
 * Something that this window remembers until it is closed, under a key that only the service gives, to this seat:
 * whoever finds the device reads nothing.
 */
export class Sealed {
  /**
   * @param {string} name
   * @param {string} key 32 bytes, in base64
   */
  constructor(name, key) {
    this.name = name;
    const bytes = Uint8Array.from(atob(key), (sign) => sign.charCodeAt(0));
    this.key = crypto.subtle?.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
    /** Only the latest is kept, whichever is sealed first. */
    this.turn = 0;
  }

  /** @param {unknown} value */
  async put(value) {
    this.turn += 1;
    const { turn } = this;
    const key = await this.key;
    if (!key) return;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain));
    const signs = Array.from([...iv, ...sealed], (byte) => String.fromCharCode(byte));
    if (turn === this.turn) sessionStorage.setItem(this.name, btoa(signs.join("")));
  }

  /** @returns {Promise<any>} null when there is nothing that opens */
  async get() {
    const kept = sessionStorage.getItem(this.name);
    const key = await this.key;
    if (!kept || !key) return null;
    try {
      const bytes = Uint8Array.from(atob(kept), (sign) => sign.charCodeAt(0));
      const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes.slice(0, 12) }, key, bytes.slice(12));
      return JSON.parse(new TextDecoder().decode(opened));
    } catch {
      return null;
    }
  }

  forget() {
    this.turn += 1;
    sessionStorage.removeItem(this.name);
  }
}
