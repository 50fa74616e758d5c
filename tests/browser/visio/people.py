"""A call and the windows of its people, as the tests speak of them."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page

from telecontrole.rooms.visio import services
from telecontrole.rooms.visio.enums import SeatRole
from tests.browser.visio.servers import Site

FLAGS = [
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--autoplay-policy=no-user-gesture-required",
]

# Counts connections and keeps them for the tests' questions; the product hands none out.
SPY = """
window.__pcs = [];
const Native = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Native {
  constructor(...args) { super(...args); window.__pcs.push(this); }
};
window.__sockets = [];
const NativeSocket = window.WebSocket;
window.WebSocket = class extends NativeSocket {
  constructor(...args) { super(...args); window.__sockets.push(this); }
};
"""

STATS = """async () => {
  const alive = window.__pcs.filter((pc) => pc.signalingState !== "closed");
  const out = [];
  for (const pc of alive) {
    const items = [...(await pc.getStats()).values()];
    const by = Object.fromEntries(items.map((item) => [item.id, item]));
    const transport = items.find((item) => item.type === "transport");
    const pair = by[transport?.selectedCandidatePairId];
    const inbound = items.filter((item) => item.type === "inbound-rtp");
    out.push({
      state: pc.connectionState,
      local: by[pair?.localCandidateId]?.candidateType,
      remote: by[pair?.remoteCandidateId]?.candidateType,
      way: by[pair?.localCandidateId]?.relayProtocol,
      frames: Math.max(0, ...inbound.map((item) => item.framesDecoded ?? 0)),
      heard: inbound.filter((i) => i.kind === "audio").reduce((n, i) => n + i.bytesReceived, 0),
    });
  }
  return out;
}"""

# Whether a picture of somebody else is on the screen, and the page no longer says that it connects:
# decoding alone shows nobody anything.
SHOWN = """() => [...document.querySelectorAll("#visio [data-visio=video]")].some((video) =>
  video.videoWidth > 0 && !video.paused && video.checkVisibility() &&
  video.closest("[data-seat]").dataset.state === "connected" &&
  video.srcObject.getAudioTracks().some((track) => track.readyState === "live"))"""

# Of each connection, what the browser knows of its state, its addresses and its pairs of them.
TRANSPORTS = """async () => {
  const out = [];
  for (const pc of window.__pcs) {
    const items = [...(await pc.getStats()).values()];
    const of = (type, ...names) =>
      items.filter((item) => item.type === type)
        .map((item) => Object.fromEntries(names.map((name) => [name, item[name]])));
    out.push({
      states: [pc.signalingState, pc.iceGatheringState, pc.iceConnectionState, pc.connectionState],
      local: of("local-candidate", "candidateType", "protocol", "relayProtocol"),
      remote: of("remote-candidate", "candidateType", "protocol"),
      pairs: of("candidate-pair", "state", "nominated", "requestsSent", "responsesReceived",
        "requestsReceived", "bytesReceived"),
      transport: of("transport", "dtlsState", "iceState", "bytesReceived", "packetsReceived"),
      inbound: of("inbound-rtp", "kind", "packetsReceived", "framesDecoded", "keyFramesDecoded"),
      outbound: of("outbound-rtp", "kind", "packetsSent", "framesEncoded"),
      source: of("media-source", "kind", "frames", "width"),
      tracks: pc.getSenders().map(({ track }) =>
        track && [track.kind, track.readyState, track.muted, track.enabled]),
    });
  }
  return out;
}"""


@dataclass
class Call:
    """A session and its seats."""

    session: uuid.UUID
    host: uuid.UUID = field(default_factory=uuid.uuid4)
    person: uuid.UUID = field(default_factory=uuid.uuid4)

    def seat(self, role: SeatRole, name: str, detail: str = "") -> uuid.UUID:
        """One more seat."""
        key = f"{role.value}:{uuid.uuid4()}"
        made = services.seat(
            session_id=self.session, role=role, name_shown=name, key=key, detail=detail
        )
        assert isinstance(made, uuid.UUID)
        return made


class Window:
    """One person's browser window."""

    def __init__(
        self, browser: Browser, site: Site, seat: uuid.UUID, *, script: str = "", **options: Any
    ) -> None:
        self.site, self.seat = site, seat
        self.context = browser.new_context(**options)
        self.context.add_init_script(SPY + script)
        self.faults: list[str] = []
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.goto(f"{site.url}/place/{seat}/")
        self.page.wait_for_selector("#visio[data-ready=yes]")

    def act(self, name: str) -> None:
        """Click the visible button of an act."""
        self.page.click(f"[data-act={name}]:visible")

    def phase(self) -> str:
        return self.page.get_attribute("#visio", "data-phase") or ""

    def wait_phase(self, phase: str, seconds: float = 15) -> None:
        self.page.wait_for_selector(f"#visio[data-phase={phase}]", timeout=seconds * 1000)

    def stats(self) -> list[dict[str, Any]]:
        """Figures of the connections that are not closed."""
        found: list[dict[str, Any]] = self.page.evaluate(STATS)
        return found

    def frames(self) -> int:
        """Frames decoded on the best connection."""
        return max((int(item["frames"]) for item in self.stats()), default=0)

    def sees(self, more_than: int = 0, seconds: float = 45) -> None:
        """Wait until the other side's picture moves."""
        try:
            wait_until(lambda: self.frames() > more_than, seconds, "no picture")
            wait_until(lambda: bool(self.page.evaluate(SHOWN)), seconds, "nobody on the screen")
        except AssertionError as late:
            raise AssertionError(f"no picture: {self.account()}") from late

    def account(self) -> str:
        """What is known of a call that does not come about: for the one who reads the failure."""
        lines = [f"seat {self.seat}, phase {self.phase()}"]
        lines += [str(found) for found in self.page.evaluate(TRANSPORTS)]
        return "\n".join([*lines, *self.said, *self.faults])

    def close(self) -> None:
        self.context.close()


def wait_until(what: Callable[[], bool], seconds: float, words: str) -> None:
    """Ask every 100 ms until it is so. Raises AssertionError with `words` and after `seconds`."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, words
        time.sleep(0.1)


def in_call(site: Site, call: Call, window: Callable[..., Window]) -> tuple[Window, Window]:
    """Both in the call, each seeing the other."""
    host, person = window(site, call.host), window(site, call.person)
    host.act("join")
    person.act("join")
    person.wait_phase("waiting")
    host.page.click("[data-visio=admit]")
    person.wait_phase("call")
    host.sees()
    person.sees()
    return host, person
