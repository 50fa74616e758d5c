"""As much of IMAP4rev1 as reading a mailbox needs, over a real socket."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Box:
    """Messages, and the numbers of those that were seen."""

    messages: list[bytes]
    seen: set[int] = field(default_factory=set)
    port: int = 0

    @property
    def url(self) -> str:
        return f"imap://robot:secret@127.0.0.1:{self.port}"


class _Talk(socketserver.StreamRequestHandler):
    box: Box

    def handle(self) -> None:
        self.say("* OK ready")
        for raw in self.rfile:
            tag, _, command = raw.decode().strip().partition(" ")
            verb = command.upper().removeprefix("UID ").split(" ")[0]
            answer = getattr(self, f"do_{verb.lower()}", lambda _rest: "OK")(command)
            self.say(f"{tag} {answer} {verb}")
            if verb == "LOGOUT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def do_capability(self, command: str) -> str:
        self.say("* CAPABILITY IMAP4rev1")
        return "OK"

    def do_login(self, command: str) -> str:
        return "OK" if "secret" in command else "NO"

    def do_select(self, command: str) -> str:
        self.say(f"* {len(self.box.messages)} EXISTS")
        return "OK [READ-WRITE]"

    def do_search(self, command: str) -> str:
        new = [str(n) for n in range(1, len(self.box.messages) + 1) if n not in self.box.seen]
        self.say(f"* SEARCH {' '.join(new)}".strip())
        return "OK"

    def do_fetch(self, command: str) -> str:
        number = int(command.split()[2])
        raw = self.box.messages[number - 1]
        self.say(f"* {number} FETCH (UID {number} BODY[]<0> {{{len(raw)}}}")
        self.wfile.write(raw + b")\r\n")
        return "OK"

    def do_store(self, command: str) -> str:
        if re.search(r"\\Seen", command):
            self.box.seen.add(int(command.split()[2]))
        return "OK"

    def do_logout(self, command: str) -> str:
        self.say("* BYE")
        return "OK"


@contextmanager
def imap_server(messages: list[bytes]) -> Iterator[Box]:
    """A server with one mailbox."""
    box = Box(messages)
    talk = type("Talk", (_Talk,), {"box": box})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), talk) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
