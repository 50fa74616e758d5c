// Posts the form of a control marked data-autosave="/address/" shortly after the last key.
// Nothing is kept in the browser: notes are medical, the device may be shared.

const WAIT = 1500;

/** @param {HTMLTextAreaElement | HTMLInputElement} control */
function watch(control) {
  const state = control.closest(".field")?.querySelector("[data-autosave-state]");
  let timer = 0;
  let saved = control.value;

  /** @param {string} text @param {string} name */
  function tell(text, name) {
    if (!(state instanceof HTMLElement)) return;
    state.textContent = text;
    state.dataset["state"] = name;
  }

  async function save() {
    const typed = control.value;
    if (typed === saved || !control.form) return;
    tell("Enregistrement…", "saving");
    const answer = await fetch(control.dataset["autosave"] ?? "", {
      method: "POST", body: new FormData(control.form), headers: { "X-Autosave": "1" }, keepalive: typed.length < 30000,
    }).catch(() => null);
    if (answer?.status === 409) {
      tell("Une autre fenêtre a enregistré entre-temps. Utilisez « Enregistrer » pour voir les deux textes.", "failed");
    } else if (answer?.ok) {
      saved = typed;
      // The next save starts from this one: see the hidden field named like this one, with _version.
      const version = control.form.elements.namedItem(`${control.name}_version`);
      if (version instanceof HTMLInputElement) version.value = answer.headers.get("X-Version") ?? version.value;
      const hour = new Date().toLocaleTimeString("fr-FR", { hour: "numeric", minute: "2-digit" });
      tell(`Enregistré à ${hour.replace(":", " h ")}`, "saved");
    } else {
      tell("Pas encore enregistré. Nouvel essai dans quelques secondes.", "failed");
      later(WAIT * 4);
    }
  }

  /** @param {number} wait */
  function later(wait) {
    clearTimeout(timer);
    timer = window.setTimeout(save, wait);
  }

  control.addEventListener("input", () => later(WAIT));
  control.addEventListener("blur", save);
  window.addEventListener("beforeunload", (event) => {
    if (control.value !== saved && state instanceof HTMLElement && state.dataset["state"] === "failed") event.preventDefault();
  });
}

for (const control of document.querySelectorAll("[data-autosave]")) {
  if (control instanceof HTMLTextAreaElement || control instanceof HTMLInputElement) watch(control);
}
