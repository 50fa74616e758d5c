/*
 * For browsers that cannot read the scripts of the call and would stay silent: old telephones above all.
 *
 * Only what browsers of 2012 understand, on purpose. When the page has loaded and nothing has begun, it
 * says so. An equipment test is then kept as failed, on the person's own touch: nobody may hold it against them.
 */
(function () {
  "use strict";

  /**
   * @param {Element} root
   * @param {string} what a selector
   */
  function reveal(root, what) {
    var found = root.querySelectorAll(what);
    for (var index = 0; index < found.length; index += 1) {
      var one = found[index];
      if (one) one.removeAttribute("hidden");
    }
  }

  /** @param {Element} root of the equipment test */
  function keep(root) {
    var data = document.getElementById("visio-test-config");
    var token = root.querySelector("input[name=csrfmiddlewaretoken]");
    if (!data || !token) return;
    var request = new XMLHttpRequest();
    request.open("POST", JSON.parse(data.textContent || "{}").results);
    request.setRequestHeader("Content-Type", "application/json");
    request.setRequestHeader("X-CSRFToken", token.getAttribute("value") || "");
    request.onload = function () {
      if (request.status === 200) reveal(root, "[data-visio=noted]");
    };
    request.send(JSON.stringify({
      browser: "other", system: "other", calls: "unsupported",
      camera: "skipped", microphone: "skipped", speaker: "skipped",
      socket: "none", udp: "none", tcp: "none", tls: "none", direct: "none"
    }));
  }

  function look() {
    var root = document.getElementById("visio") || document.getElementById("visio-test");
    if (!root || root.getAttribute("data-ready") === "yes") return;
    var box = root.querySelector("[data-visio=too-old]");
    // Shown already: the scripts run here, and know better what is missing.
    if (!box || !box.hasAttribute("hidden")) return;
    reveal(root, "[data-visio=too-old], [data-obstacle=silent]");
    var tested = root;
    var begin = root.querySelector("[data-visio=begin]");
    if (begin) begin.addEventListener("click", function () { keep(tested); });
  }

  if (document.readyState === "complete") look();
  else window.addEventListener("load", look);
})();
