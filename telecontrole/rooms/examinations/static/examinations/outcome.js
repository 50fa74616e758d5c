// A conclusion shows its own grounds and says whether it has a date. Nothing on the page changes place: what does not fit grows pale.

const told = document.getElementById("record-outcomes");
/** @type {{ codes: Record<string, { grounds: string[], dated: string }> }} */
const { codes } = JSON.parse(told?.textContent ?? '{"codes":{}}');
const form = document.querySelector("form[data-record]");
const grounds = [...(form?.querySelectorAll("[name=ground]") ?? [])];
const parts = [...(form?.querySelectorAll("[name^=date_effet_]") ?? [])];
const dates = [...(form?.querySelectorAll("[data-date]") ?? [])];

function follow() {
  const chosen = form?.querySelector("[name=code]:checked");
  const known = chosen instanceof HTMLInputElement ? codes[chosen.value] : undefined;
  if (!known) return;
  for (const ground of grounds) {
    if (!(ground instanceof HTMLInputElement)) continue;
    ground.disabled = !known.grounds.includes(ground.value);
    ground.closest(".choice")?.classList.toggle("choice--out", ground.disabled);
    if (ground.disabled) ground.checked = false;
    else if (known.grounds.length === 1) ground.checked = true;
  }
  for (const part of parts) {
    if (part instanceof HTMLInputElement) part.disabled = known.dated === "none";
  }
  for (const button of dates) {
    if (!(button instanceof HTMLButtonElement)) continue;
    button.disabled = known.dated === "none" || (known.dated === "after_information" && "today" in button.dataset);
  }
}

/** @param {HTMLButtonElement} button */
function put(button) {
  const [year, month, day] = (button.dataset["date"] ?? "").split("-").map(Number);
  [day, month, year].forEach((value, place) => {
    const part = parts[place];
    if (part instanceof HTMLInputElement) part.value = String(value);
  });
  for (const other of dates) other.setAttribute("aria-pressed", String(other === button));
  parts[0]?.dispatchEvent(new Event("input", { bubbles: true }));
}

for (const button of dates) {
  button.addEventListener("click", () => { if (button instanceof HTMLButtonElement) put(button); });
}
form?.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.name === "code") follow();
});
form?.addEventListener("record:restored", follow);
for (const row of document.querySelectorAll("[data-dates]")) row.removeAttribute("hidden");
follow();

// Alt+J takes the likely dates one after the other.
const next = document.querySelector("[data-next-date]");
next?.addEventListener("click", () => {
  const open = dates.filter((button) => button instanceof HTMLButtonElement && !button.disabled);
  const at = open.findIndex((button) => button.getAttribute("aria-pressed") === "true");
  const button = open[(at + 1) % open.length];
  if (button instanceof HTMLButtonElement) put(button);
});

export {};
