// Asks once more before a form marked data-confirm="question" leaves, and never sends it twice.

/** @type {WeakSet<HTMLFormElement>} */
const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
  const question = form.dataset["confirm"];
  if (sent.has(form) || (question && !window.confirm(question))) {
    event.preventDefault();
    return;
  }
  sent.add(form);
});

// A page that comes back from the browser's memory may be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) sent.delete(form);
});
