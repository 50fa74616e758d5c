/**
 * Four words that both screens show when nobody sits between the two browsers.
 *
 * They are drawn from the fingerprints of both DTLS certificates, the session, and one random number
 * of each side. Each side commits to its number before it learns the other's: without this, whoever
 * sits in the middle could try certificates until the words agree (32 bits are few); with it, the one
 * chance in four billion is taken blindly.
 */

import { WORDS } from "./sas_words.js";

/** @typedef {import("./types.js").Wire} Wire */

const encoder = new TextEncoder();

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {...string} parts
 * @returns {Promise<Uint8Array>}
 */
export async function digest(...parts) {
  const text = encoder.encode(parts.join("|"));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", text));
}

/**
 * @param {string} sdp
 * @returns {string} the certificate's fingerprint, empty when there is none
 */
export function fingerprintOf(sdp) {
  return /^a=fingerprint:sha-256 ([0-9A-Fa-f:]+)/m.exec(sdp)?.[1]?.toUpperCase() ?? "";
}

/**
 * @param {{ session: string, fingerprints: [string, string], nonces: [string, string] }} what
 * @returns {Promise<string[]>} four words, the same on both sides whatever the order
 */
export async function words({ session, fingerprints, nonces }) {
  const bytes = await digest(session, ...[...fingerprints].sort(), ...[...nonces].sort());
  return Array.from(bytes.slice(0, 4), (byte) => WORDS[byte] ?? "");
}

export class Sas {
  /**
   * @param {{
   *   session: string, send: (body: { commit?: string, nonce?: string }) => void,
   *   descriptions: () => { own: string, other: string },
   *   tell: (words: string[] | null) => void,
   * }} options
   *   `tell` gets the four words, or null when the other side cheated.
   */
  constructor({ session, send, descriptions, tell }) {
    this.session = session;
    this.send = send;
    this.descriptions = descriptions;
    this.tell = tell;
    this.nonce = hex(crypto.getRandomValues(new Uint8Array(32)));
    this.commitment = "";
    this.revealed = false;
    this.otherNonce = "";
    this.committed = false;
    /** @type {Promise<void>} */
    this.chain = Promise.resolve();
  }

  /** Both descriptions are set: commit, or say again what may have got lost. */
  start() {
    return this.next(async () => {
      if (this.otherNonce) return;
      const { own, other } = this.descriptions();
      if (!own || !other) return;
      this.committed = true;
      this.send({ commit: hex(await digest("commit", this.session, own, this.nonce)) });
      this.reveal();
    });
  }

  /** @param {Wire} message */
  receive(message) {
    return this.next(async () => {
      if (typeof message.commit === "string") this.take(message.commit);
      if (typeof message.nonce === "string") await this.check(message.nonce);
    });
  }

  // ---- inside ------------------------------------------------------------------------------

  /** @param {() => Promise<void>} step */
  next(step) {
    this.chain = this.chain.then(step);
    return this.chain;
  }

  /** A commitment counts once: after we revealed our number, nobody may choose another. */
  /** @param {string} commitment */
  take(commitment) {
    if (this.commitment && this.commitment !== commitment) return this.tell(null);
    this.commitment = commitment;
    this.reveal();
  }

  reveal() {
    if (!this.committed || !this.commitment) return;
    this.revealed = true;
    this.send({ nonce: this.nonce });
  }

  /** @param {string} nonce */
  async check(nonce) {
    if (this.otherNonce === nonce) return;
    const { own, other } = this.descriptions();
    const expected = hex(await digest("commit", this.session, other, nonce));
    if (!this.revealed || expected !== this.commitment || nonce === this.nonce) {
      return this.tell(null);
    }
    this.otherNonce = nonce;
    const fingerprints = /** @type {[string, string]} */ ([own, other]);
    this.tell(await words({ session: this.session, fingerprints, nonces: [this.nonce, nonce] }));
  }
}
