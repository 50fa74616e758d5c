// <section id="x" data-refresh="/address/" data-refresh-seconds="10">: replaced by the element of
// the same id in that page. The browser parses it as a document: no script in it ever runs.

/** @param {HTMLElement} region @param {Document} page */
function replace(region, page) {
  const fresh = page.getElementById(region.id);
  if (!fresh || region.contains(document.activeElement)) return;
  if (fresh.innerHTML === region.innerHTML) return;
  region.replaceChildren(...Array.from(fresh.childNodes, (node) => document.importNode(node, true)));
  region.dispatchEvent(new CustomEvent("kit:refreshed", { bubbles: true }));
}

/** @param {HTMLElement} region */
function ask(region) {
  if (document.hidden || !region.isConnected) return;
  const request = new XMLHttpRequest();
  request.open("GET", region.dataset["refresh"] ?? location.pathname);
  request.responseType = "document";
  request.timeout = 8000;
  request.onload = () => {
    if (request.status >= 400 && request.status < 500) stop(region);
    else if (request.status === 200 && request.responseXML) replace(region, request.responseXML);
  };
  request.send();
}

/** @type {Map<HTMLElement, number>} */
const timers = new Map();

/** @param {HTMLElement} region */
function stop(region) {
  clearInterval(timers.get(region));
  timers.delete(region);
}

for (const region of document.querySelectorAll("[data-refresh][id]")) {
  if (!(region instanceof HTMLElement)) continue;
  const seconds = Math.max(2, Number(region.dataset["refreshSeconds"]) || 10);
  timers.set(region, window.setInterval(() => ask(region), seconds * 1000));
}
