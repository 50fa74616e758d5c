/* Notes, in wall-clock milliseconds, the last admitting click and the first frame of somebody else. */
(() => {
  const wall = () => performance.timeOrigin + performance.now();
  const native = HTMLVideoElement.prototype.requestVideoFrameCallback;
  HTMLVideoElement.prototype.requestVideoFrameCallback = function (callback) {
    return native.call(this, (...given) => {
      window.__first ??= wall();
      callback(...given);
    });
  };
  addEventListener("click", (event) => {
    if (event.target.closest?.("[data-visio=admit]")) window.__clicked = wall();
  }, true);
  window.__wall = wall;
})();
