// Puts the reader at the error summary, and a click on a line into its control.

const summary = document.querySelector("[data-error-summary]");

/** @param {Event} event */
function follow(event) {
  const link = event.target instanceof Element ? event.target.closest("a[href^='#']") : null;
  const control = link && document.getElementById(decodeURIComponent(link.getAttribute("href")?.slice(1) ?? ""));
  if (!control) return;
  event.preventDefault();
  const box = control.closest(".field") ?? control;
  box.scrollIntoView({ block: "start" });
  control.focus({ preventScroll: true });
}

if (summary instanceof HTMLElement) {
  summary.addEventListener("click", follow);
  summary.focus();
}
