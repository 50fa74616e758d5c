// Keys for people who work through lists: j and k go from row to row, data-key="x" on a control is that key,
// a digit chooses among the answers of [data-choices].
// Only on pages that show the help ([data-keys]), where one may turn them off (WCAG 2.1.4).

const help = document.querySelector("details[data-keys]");
const toggle = help?.querySelector("[data-keys-toggle]");
const STORED = "telecontrole-keys";

const active = () => window.localStorage.getItem(STORED) !== "off";

/** @returns {HTMLAnchorElement[]} */
const rows = () => [...document.querySelectorAll(".table tbody th a")].filter((one) => one instanceof HTMLAnchorElement);

/** @param {EventTarget | null} target */
const typing = (target) =>
  target instanceof HTMLElement && target.closest("input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]") !== null;

/** @param {string} key @returns {HTMLInputElement | undefined} */
function choice(key) {
  const one = /^[1-9]$/.test(key) ? document.querySelectorAll("[data-choices] input[type=radio]")[Number(key) - 1] : undefined;
  return one instanceof HTMLInputElement ? one : undefined;
}

/** @param {number} by */
function move(by) {
  const all = rows();
  const here = all.findIndex((one) => one === document.activeElement);
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by;
  all[Math.min(Math.max(next, 0), all.length - 1)]?.focus();
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (!active() || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const inside = rows().some((one) => one === document.activeElement);
  if (event.key === "j" || (inside && event.key === "ArrowDown")) move(1);
  else if (event.key === "k" || (inside && event.key === "ArrowUp")) move(-1);
  else {
    const control = choice(event.key) ?? (/^[a-z]$/.test(event.key) ? document.querySelector(`[data-key="${event.key}"]`) : null);
    if (!(control instanceof HTMLElement)) return;
    control.click();
    if (control instanceof HTMLInputElement) control.focus();
  }
  event.preventDefault();
}

function show() {
  toggle?.setAttribute("aria-pressed", String(active()));
  if (toggle) toggle.textContent = active() ? "Raccourcis actifs" : "Raccourcis inactifs";
}

if (help instanceof HTMLElement) {
  help.hidden = false;
  show();
  toggle?.addEventListener("click", () => {
    window.localStorage.setItem(STORED, active() ? "off" : "on");
    show();
  });
  document.addEventListener("keydown", pressed);
}
