"""Debian's Janus on this machine, for the comparison of bench/visio; absent, it is left out."""

from __future__ import annotations

import itertools
import json
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from websockets.sync.client import connect

_rooms = itertools.count(9_000)


@dataclass
class Janus:
    """A running gateway."""

    port: int

    @property
    def url(self) -> str:
        """Its websocket."""
        return f"ws://127.0.0.1:{self.port}"

    def new_room(self) -> int:
        """A room for two."""
        number = next(_rooms)
        with connect(self.url, subprotocols=["janus-protocol"]) as link:  # type: ignore[list-item]

            def say(**body: object) -> dict[str, object]:
                link.send(json.dumps({"transaction": "t", **body}))
                while True:
                    answer: dict[str, object] = json.loads(link.recv())
                    if answer["janus"] != "ack":
                        return answer

            session = say(janus="create")["data"]["id"]  # type: ignore[index]
            plugin = "janus.plugin.videoroom"
            handle = say(janus="attach", session_id=session, plugin=plugin)["data"]["id"]  # type: ignore[index]
            body = {"request": "create", "room": number, "publishers": 4, "videocodec": "vp8"}
            say(janus="message", session_id=session, handle_id=handle, body=body)
        return number

    @staticmethod
    @contextmanager
    def running() -> Iterator[Janus | None]:
        """Start it with two small files; None when it is not installed."""
        if shutil.which("janus") is None:
            print("janus is not installed: left out")
            yield None
            return
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        with tempfile.TemporaryDirectory() as folder:
            _configure(Path(folder), port)
            process = subprocess.Popen(
                ["janus", "-F", folder, "-o"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            try:
                _wait(port)
                yield Janus(port)
            finally:
                process.terminate()
                process.wait()


def _configure(folder: Path, port: int) -> None:
    general = "general: { debug_level = 2 }\n"
    loopback = 'nat: { ice_lite = false ice_ignore_list = "vmnet" }\nmedia: { }\n'
    off = 'transports: { disable = "libjanus_http.so,libjanus_pfunix.so,libjanus_rabbitmq.so,libjanus_mqtt.so,libjanus_nanomsg.so" }\n'
    (folder / "janus.jcfg").write_text(general + loopback + off)
    sockets = f'general: {{ json = "compact" ws = true ws_port = {port} ws_ip = "127.0.0.1" wss = false }}\n'
    (folder / "janus.transport.websockets.jcfg").write_text(sockets)
    (folder / "janus.plugin.videoroom.jcfg").write_text("general: { }\n")


def _wait(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("janus does not listen")
