"""What the scripts of the page do with a device and with a socket, asked of the very files that browsers load."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).parent.parent / "static/visio"

# As little of a browser as the scripts need.
BROWSER = """
globalThis.window = Object.assign(globalThis, { addEventListener() {}, removeEventListener() {} });
globalThis.document = Object.assign(new EventTarget(), { visibilityState: "visible" });
globalThis.localStorage = { getItem: () => null };
const set = (value) => Object.defineProperty(globalThis, "navigator", { value, configurable: true });
const asked = JSON.parse(process.argv[2]);
"""

# One camera and one microphone; each may be missing, refused, or slow.
MEDIA = """
const track = (kind) => ({ kind, readyState: "live", stop() { this.readyState = "ended"; } });
globalThis.MediaStream = class {
  constructor(tracks = []) { this.tracks = tracks; }
  getTracks() { return this.tracks; }
  getAudioTracks() { return this.tracks.filter(({ kind }) => kind === "audio"); }
  getVideoTracks() { return this.tracks.filter(({ kind }) => kind === "video"); }
};
const given = [];
let asks = 0;
set({
  permissions: { query: async ({ name }) => ({ state: asked.states?.[name] ?? "prompt" }) },
  mediaDevices: { getUserMedia: async ({ audio, video }) => {
    asks += 1;
    if (asked.leaves) media.stop();
    const wanted = [audio && "microphone", video && "camera"].filter(Boolean);
    const trouble = wanted.map((name) => asked.troubles?.[name]).find(Boolean);
    if (trouble) throw new DOMException("no", trouble);
    const tracks = wanted.map((name) => track(name === "camera" ? "video" : "audio"));
    given.push(...tracks);
    return new MediaStream(tracks);
  } },
});
const { Media } = await import("./media.mjs");
const media = new Media();
await media.acquire({ withCamera: true });
console.log(JSON.stringify({
  fault: media.fault, lack: media.lack, asks,
  sends: media.stream.getTracks().map(({ kind }) => kind),
  live: given.filter(({ readyState }) => readyState === "live").length,
}));
"""

# A service that forgot the page: what the page says then, and as whom.
SIGNAL = """
set({});
const sent = [];
let socket;
globalThis.WebSocket = class {
  static OPEN = 1;
  constructor() { socket = this; this.readyState = 1; }
  send(text) { sent.push(JSON.parse(text)); }
  close() {}
};
const { Signal } = await import("./signal.mjs");
const signal = new Signal({ socketUrl: "", getTicket: async () => "ticket" });
let forgotten = 0;
signal.onForgotten = () => { forgotten += 1; };
const hear = async (message) => { socket.onmessage({ data: JSON.stringify(message) }); await null; await null; };
const welcome = { t: "welcome", seat: "s", key: "k", heard: 0, resumed: false };
signal.start();
socket.onopen();
await null;
await hear(welcome);
const [{ inst }] = sent;
signal.send({ t: "chat", text: "taken" });
signal.reconnect("cut");
signal.send({ t: "chat", text: "in the tunnel" });
signal.send({ t: "candidate", c: null });
signal.hurry();
socket.onopen();
const now = Date.now();
Date.now = () => now + asked.away;
await hear({ t: "reset", why: "unknown" });
const hello = sent.at(-1);
await hear(welcome);
console.log(JSON.stringify({
  same: hello.inst === inst, greeted: hello.t, forgotten,
  after: sent.slice(sent.indexOf(hello) + 1).map(({ t, text }) => [t, text ?? ""]),
}));
process.exit(0);
"""


def run(folder: Path, program: str, **asked: Any) -> dict[str, Any]:
    """What a program beside the scripts prints."""
    for name in ("media", "signal"):
        (folder / f"{name}.mjs").write_text((SCRIPTS / f"{name}.js").read_text())
    (folder / "ask.mjs").write_text(BROWSER + program)
    command = ["node", str(folder / "ask.mjs"), json.dumps(asked)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("asked", "fault", "lack", "sends"),
    [
        ({}, "none", "", ["audio", "video"]),
        ({"troubles": {"camera": "NotFoundError"}}, "missing", "camera", ["audio"]),
        ({"troubles": {"microphone": "NotFoundError"}}, "missing", "microphone", ["video"]),
        ({"troubles": {"microphone": "NotReadableError"}}, "busy", "microphone", ["video"]),
        (
            {"troubles": {"camera": "NotAllowedError"}, "states": {"microphone": "granted"}},
            "refused",
            "camera",
            ["audio"],
        ),
        (
            {"troubles": {"microphone": "NotAllowedError"}, "states": {"camera": "granted"}},
            "refused",
            "microphone",
            ["video"],
        ),
    ],
)
def test_who_lacks_one_of_two_devices_takes_part_with_the_other_and_is_told_which(
    tmp_path: Path, asked: dict[str, Any], fault: str, lack: str, sends: list[str]
) -> None:
    found = run(tmp_path, MEDIA, **asked)
    assert (found["fault"], found["lack"], found["sends"]) == (fault, lack, sends)


def test_who_refused_is_not_asked_again(tmp_path: Path) -> None:
    both = dict.fromkeys(("camera", "microphone"), "NotAllowedError")
    found = run(tmp_path, MEDIA, troubles=both)
    assert (found["fault"], found["lack"], found["asks"]) == ("refused", "both", 1)


def test_a_camera_that_is_given_after_one_has_left_is_put_out_at_once(tmp_path: Path) -> None:
    found = run(tmp_path, MEDIA, leaves=True)
    assert (found["sends"], found["live"], found["asks"]) == ([], 0, 1)


def test_a_page_that_the_others_gave_up_comes_back_as_a_new_one(tmp_path: Path) -> None:
    found = run(tmp_path, SIGNAL, away=100_000)
    assert (found["greeted"], found["same"], found["forgotten"]) == ("hello", False, 1)


def test_after_a_restart_of_the_service_the_page_stays_itself_and_what_it_said_meanwhile_goes_out(
    tmp_path: Path,
) -> None:
    found = run(tmp_path, SIGNAL, away=20_000)
    assert (found["greeted"], found["same"], found["forgotten"]) == ("hello", True, 0)
    # Not what an earlier socket took, and no address of a connection as it was.
    assert found["after"] == [["chat", "in the tunnel"]]
