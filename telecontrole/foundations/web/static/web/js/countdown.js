// Keeps <time data-countdown datetime="…"> true, minute by minute, as formats.time_left says it.

/**
 * @param {number} until milliseconds since 1970
 * @param {number} now milliseconds since 1970
 */
export function timeLeft(until, now) {
  const minutes = Math.ceil((until - now) / 60000);
  if (minutes <= 0) return "maintenant";
  if (minutes >= 2880) return `dans ${Math.floor(minutes / 1440)} jours`;
  if (minutes >= 60) return `dans ${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
  return minutes === 1 ? "dans 1 minute" : `dans ${minutes} minutes`;
}

// The server's clock decides: the page carries its hour, the device's may be wrong.
const opened = Date.now();
const served = Date.parse(document.querySelector("[data-now]")?.getAttribute("data-now") ?? "") || opened;

function refresh() {
  for (const time of document.querySelectorAll("time[data-countdown]")) {
    const until = Date.parse(time.getAttribute("datetime") ?? "");
    const text = timeLeft(until, served + Date.now() - opened);
    if (!Number.isNaN(until) && time.textContent !== text) time.textContent = text;
  }
}

if (document.querySelector("time[data-countdown]")) {
  refresh();
  setInterval(refresh, 5000);
}
