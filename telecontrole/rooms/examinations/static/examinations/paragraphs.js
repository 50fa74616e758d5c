// Puts a reusable paragraph where the cursor was: in the notes, or in any longer answer.

const dialog = document.querySelector("dialog[data-paragraphs]");
const form = document.querySelector("form[data-record]");
/** @type {HTMLTextAreaElement | null} */
let into = null;
// Where the cursor was: a text behind an open dialog forgets it.
let from = 0;
let to = 0;

form?.addEventListener("focusin", (event) => {
  if (event.target instanceof HTMLTextAreaElement) into = event.target;
});

function target() {
  const notes = form?.querySelector("[name=notes]");
  return into ?? (notes instanceof HTMLTextAreaElement ? notes : null);
}

/** @param {string} text */
function insert(text) {
  const place = target();
  if (!place) return;
  const before = place.value.slice(0, from);
  const gap = before && !before.endsWith("\n") ? "\n" : "";
  place.focus();
  place.setRangeText(gap + text, from, to, "end");
  place.dispatchEvent(new Event("input", { bubbles: true }));
}

if (dialog instanceof HTMLDialogElement) {
  const search = dialog.querySelector("input");
  const items = [...dialog.querySelectorAll("[data-paragraph]")];
  const filter = () => {
    const wanted = (search?.value ?? "").toLowerCase();
    for (const item of items) {
      if (item instanceof HTMLElement) item.hidden = !(item.textContent ?? "").toLowerCase().includes(wanted);
    }
  };
  for (const opener of document.querySelectorAll("[data-open-paragraphs]")) {
    opener.removeAttribute("hidden");
    opener.addEventListener("click", () => {
      const place = target();
      from = place?.selectionStart ?? 0;
      to = place?.selectionEnd ?? 0;
      if (search) search.value = "";
      filter();
      dialog.showModal();
      search?.focus();
    });
  }
  search?.addEventListener("input", filter);
  search?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = items.find((item) => item instanceof HTMLElement && !item.hidden)?.querySelector("button");
    first?.click();
  });
  for (const item of items) {
    item.querySelector("button")?.addEventListener("click", () => {
      dialog.close();
      insert(item.querySelector("[data-text]")?.textContent ?? "");
    });
  }
  dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
}

export {};
