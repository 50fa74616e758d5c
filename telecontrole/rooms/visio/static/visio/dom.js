/** Small helpers on the page: elements by their `data-visio` name, French texts from templates. */

/**
 * @param {ParentNode} root
 * @param {string} name
 * @returns {HTMLElement}
 */
export function part(root, name) {
  const found = root.querySelector(`[data-visio="${name}"]`);
  if (!(found instanceof HTMLElement)) throw new Error(`the page lacks ${name}`);
  return found;
}

/**
 * @param {string} id of a `<template>`
 * @returns {HTMLElement} a copy of its first element
 */
export function copy(id) {
  const template = document.getElementById(id);
  if (!(template instanceof HTMLTemplateElement)) throw new Error(`the page lacks ${id}`);
  const first = template.content.firstElementChild;
  if (!(first instanceof HTMLElement)) throw new Error(`${id} is empty`);
  return /** @type {HTMLElement} */ (first.cloneNode(true));
}

/** French sentences of the page, from `<template id="visio-texts">`: `{name}` is filled in. */
export class Texts {
  constructor() {
    const template = document.getElementById("visio-texts");
    /** @type {Map<string, string>} */
    this.sentences = new Map();
    if (!(template instanceof HTMLTemplateElement)) return;
    for (const item of template.content.querySelectorAll("[data-key]")) {
      this.sentences.set(item.getAttribute("data-key") ?? "", (item.textContent ?? "").trim());
    }
  }

  /**
   * @param {string} key
   * @param {Record<string, string>} [params]
   */
  get(key, params = {}) {
    const sentence = this.sentences.get(key) ?? "";
    return sentence.replace(/\{(\w+)\}/g, (_, name) => params[name] ?? "");
  }
}

/**
 * @param {HTMLElement} element
 * @param {boolean} shown
 */
export function show(element, shown) {
  element.hidden = !shown;
}

const turns = new MessageChannel();
/** @type {Array<() => void>} */
const waiting = [];
turns.port1.onmessage = () => waiting.shift()?.();

/**
 * Do something once what is being done now is over, in the order of asking; pages behind others are not slowed down.
 * @param {() => void} act
 */
export function soon(act) {
  waiting.push(act);
  turns.port2.postMessage(null);
}
