// Saves the record as it is written: form[data-record="/address/"]. Nothing typed is lost when the connection, the
// service or the window fails: what is not saved yet waits in a sealed draft and comes back with the page.

import { Drafts, forgetOld } from "./draft.js";

const TYPED = 1200;
const CHOSEN = 150;
// Who types without a pause is saved all the same.
const LONGEST = 4000;
const AGAIN = 5000;
const KEEPALIVE = 50000;

/** @param {HTMLFormElement} form */
function watch(form) {
  const state = form.querySelector("[data-autosave-state]");
  const version = form.elements.namedItem("notes_version");
  const told = JSON.parse(document.getElementById("record-draft")?.textContent ?? "{}");
  const drafts = told.name ? new Drafts(told) : null;
  let timer = 0;
  let since = 0;
  let changes = 0;
  let saved = 0;
  let stopped = false;
  /** @type {Promise<void> | null} */
  let running = null;

  /** @param {string} text @param {string} name */
  function tell(text, name) {
    if (!(state instanceof HTMLElement)) return;
    if (state.textContent !== text) state.textContent = text;
    state.dataset["state"] = name;
  }

  const number = () => (version instanceof HTMLInputElement ? version.value : "");

  /** @returns {[string, string][]} */
  const values = () => [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "notes_version", "conclude"].includes(name),
  ).map(([name, value]) => [name, String(value)]);

  function keep() {
    drafts?.put({ at: Date.now(), version: number(), values: values() });
  }

  async function send() {
    const sending = changes;
    since = Date.now();
    const body = new FormData(form);
    const size = values().reduce((sum, [, value]) => sum + value.length, 0);
    const answer = await fetch(form.dataset["record"] ?? "", {
      method: "POST", body, headers: { "X-Autosave": "1" }, keepalive: size < KEEPALIVE,
    }).catch(() => null);
    if (answer?.status === 204) {
      saved = sending;
      if (version instanceof HTMLInputElement) version.value = answer.headers.get("X-Version") ?? version.value;
      if (changes === saved) drafts?.forget(); else keep();
      const hour = new Date().toLocaleTimeString("fr-FR", { hour: "numeric", minute: "2-digit" });
      tell(`Enregistré à ${hour.replace(":", " h ")}`, "saved");
    } else if (answer?.status === 409) {
      stopped = true;
      tell("Une autre fenêtre a enregistré entre-temps. Utilisez « Enregistrer » pour voir les deux textes.", "failed");
    } else if (answer && (answer.status === 422 || answer.redirected || answer.status === 403)) {
      tell("Pas enregistré. Utilisez « Enregistrer » : la page dira pourquoi.", "failed");
    } else {
      tell("Pas encore enregistré : votre texte est gardé ici. Nouvel essai dans quelques secondes.", "failed");
      later(AGAIN);
    }
  }

  async function save() {
    clearTimeout(timer);
    if (running) await running;
    if (changes === saved || stopped) return;
    running = send().finally(() => { running = null; });
    await running;
  }

  /** @param {number} wait */
  function later(wait) {
    clearTimeout(timer);
    timer = window.setTimeout(save, wait);
  }

  // What has been ticked on this page: empty again, such a box was unticked, and the record says so.
  /** @param {EventTarget | null} box */
  function noteTicked(box) {
    const ticked = form.elements.namedItem("ticked");
    if (!(ticked instanceof HTMLInputElement) || !(box instanceof HTMLInputElement)) return;
    if (!box.checked || !box.closest("[data-box]")) return;
    ticked.value = [...new Set(ticked.value.split(" ").concat(box.name))].join(" ").trim();
  }

  /** @param {Event} event */
  function changed(event) {
    noteTicked(event.target);
    const typed = event.target instanceof HTMLTextAreaElement
      || (event.target instanceof HTMLInputElement && event.target.type === "text");
    if (changes === saved) since = Date.now();
    changes += 1;
    keep();
    later(Math.min(typed ? TYPED : CHOSEN, Math.max(0, since + LONGEST - Date.now())));
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement) changed(event);
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  window.addEventListener("pagehide", () => { save(); });
  window.addEventListener("beforeunload", (event) => {
    if (changes !== saved && state instanceof HTMLElement && state.dataset["state"] === "failed") event.preventDefault();
  });
  // The submission waits for a save that is on its way: two versions of one text would look like two windows.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!running) return;
    event.preventDefault();
    const button = event instanceof SubmitEvent ? event.submitter : null;
    running.then(() => form.requestSubmit(button));
  });

  // Another form ends the interview, and then nothing is saved any more: what was just typed goes first.
  document.addEventListener("submit", (event) => {
    const other = event.target;
    if (!(other instanceof HTMLFormElement) || other === form || other.method !== "post") return;
    if (changes === saved || stopped || "flushed" in other.dataset) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    save().then(() => {
      other.dataset["flushed"] = "";
      other.requestSubmit(button);
      delete other.dataset["flushed"];
    });
  }, { capture: true });

  /** @param {[string, string][]} kept */
  function restore(kept) {
    const names = new Set(values().map(([name]) => name).concat(kept.map(([name]) => name)));
    for (const name of names) {
      const given = kept.filter(([other]) => other === name).map(([, value]) => value);
      for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio")) {
          control.checked = given.includes(control.value);
        } else if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement || control instanceof HTMLSelectElement) {
          control.value = given[0] ?? "";
        }
      }
    }
  }

  drafts?.get().then((draft) => {
    if (!draft || form.dataset["refused"]) return;
    if (JSON.stringify(draft.values) === JSON.stringify(values())) {
      drafts.forget();
      return;
    }
    if (draft.version === number()) {
      restore(draft.values);
      changes += 1;
      form.dispatchEvent(new CustomEvent("record:restored"));
      save().then(() => {
        if (changes === saved) tell("Texte retrouvé après une coupure, et enregistré.", "saved");
      });
      return;
    }
    const box = document.querySelector("[data-draft-found]");
    const text = box?.querySelector("[data-draft-text]");
    const notes = draft.values.find(([name]) => name === "notes")?.[1] ?? "";
    const now = form.elements.namedItem("notes");
    if (!(box instanceof HTMLElement) || !text || !(now instanceof HTMLTextAreaElement) || now.value.includes(notes)) {
      drafts.forget();
      return;
    }
    text.textContent = notes;
    box.hidden = false;
    box.querySelector("button")?.addEventListener("click", () => { drafts.forget(); box.hidden = true; });
  });
}

forgetOld();
for (const form of document.querySelectorAll("form[data-record]")) {
  if (form instanceof HTMLFormElement) watch(form);
}
