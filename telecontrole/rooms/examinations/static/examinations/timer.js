// How long the interview has lasted, minute by minute, on the service's clock. It never blinks and says nothing aloud.

const opened = Date.now();
const served = Date.parse(document.querySelector("[data-now]")?.getAttribute("data-now") ?? "") || opened;

function refresh() {
  for (const timer of document.querySelectorAll("[data-timer]")) {
    const since = Date.parse(timer.getAttribute("data-timer") ?? "");
    const minutes = Math.max(0, Math.floor((served + Date.now() - opened - since) / 60000));
    const text = `${minutes} minute${minutes > 1 ? "s" : ""}`;
    if (!Number.isNaN(since) && timer.textContent !== text) timer.textContent = text;
  }
}

if (document.querySelector("[data-timer]")) {
  refresh();
  setInterval(refresh, 10000);
}

export {};
