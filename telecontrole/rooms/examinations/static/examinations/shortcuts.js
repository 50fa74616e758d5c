// Alt and a letter act on what is marked data-shortcut="M": a box is ticked, a choice goes to its next option,
// a button or a link is pressed, a text gets the cursor. Alt with a digit chooses a conclusion.

/** @param {HTMLInputElement[]} radios */
function nextChoice(radios) {
  const chosen = radios.findIndex((radio) => radio.checked);
  return radios[(chosen + 1) % radios.length];
}

/** @param {HTMLElement} place @returns {HTMLElement | undefined} */
function target(place) {
  if (place.matches("a, button, input, textarea, select, summary")) return place;
  /** @type {HTMLInputElement[]} */
  const radios = [...place.querySelectorAll("input")].filter((one) => one.type === "radio" && !one.disabled);
  if (radios.length) return nextChoice(radios);
  return place.querySelector("input, textarea, select, button, a, summary") ?? undefined;
}

/** @param {HTMLElement} element */
function act(element) {
  if (element instanceof HTMLSelectElement) {
    const open = [...element.options].filter((option) => option.value && !option.disabled);
    const next = open[(open.findIndex((option) => option.selected) + 1) % open.length];
    if (next) element.value = next.value;
    element.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (element instanceof HTMLInputElement && element.type !== "text") {
    if (!element.checked) element.click();
  } else if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) {
    element.click();
  }
  if (element.isConnected) element.focus();
}

/** @param {Element} place */
const seen = (place) => place instanceof HTMLElement && place.getClientRects().length > 0;

/** @param {KeyboardEvent} event */
function wanted(event) {
  // A keyboard may write a sign with Alt: then the place of the key decides.
  const key = /^[a-z0-9]$/i.test(event.key) ? event.key : event.code.replace(/^(Key|Digit)/, "");
  const digit = /^Digit[0-9]$/.test(event.code) ? event.code.slice(-1) : "";
  return (digit || key).toUpperCase();
}

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.repeat || document.querySelector("dialog[open]")) return;
  const key = wanted(event);
  const place = [...document.querySelectorAll(`[data-shortcut="${CSS.escape(key)}"]`)].find(seen);
  const element = place instanceof HTMLElement ? target(place) : undefined;
  if (!element) return;
  event.preventDefault();
  act(element);
});

/** The call's own buttons get their letters here: the call knows nothing of the desk. */
const LETTERS = { join: "O", admit: "E" };
for (const [name, letter] of Object.entries(LETTERS)) {
  const mark = () => {
    for (const button of document.querySelectorAll(`[data-act="${name}"], [data-visio="${name}"]`)) {
      if (!button.hasAttribute("data-shortcut")) button.setAttribute("data-shortcut", letter);
    }
  };
  mark();
  const call = document.getElementById("visio");
  if (call) new MutationObserver(mark).observe(call, { childList: true, subtree: true });
}

// Conclusions are numbered in their order.
document.querySelectorAll("[data-conclusions] input[type=radio]").forEach((radio, number) => {
  // The tenth is at the end of the row of digits.
  if (number < 10) radio.setAttribute("data-shortcut", String((number + 1) % 10));
});

for (const place of document.querySelectorAll("[data-shortcut]")) {
  const element = place instanceof HTMLElement ? target(place) : undefined;
  element?.setAttribute("aria-keyshortcuts", `Alt+${place.getAttribute("data-shortcut")}`);
}
for (const help of document.querySelectorAll("[data-shortcut-help]")) help.removeAttribute("hidden");

export {};
