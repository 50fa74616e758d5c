"""Servers that the call tests start on this machine, and end again by their process id."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID

from telecontrole.foundations import clock
from telecontrole.rooms.visio.tests.ports import free_port

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Site:
    """The web server of the tests; it may be killed and started again on the same port."""

    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    host: str = "127.0.0.1"
    process: subprocess.Popen[bytes] | None = None
    log: Path | None = None

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        command = [sys.executable, "-m", "uvicorn", "tests.browser.visio.asgi:application"]
        options = [
            "--host",
            self.host,
            "--port",
            str(self.port),
            "--log-level",
            "warning",
            "--lifespan",
            "off",
        ]
        limits = ["--ws", "websockets-sansio", "--ws-max-size", "65536", "--no-access-log"]
        written = self.log.open("ab") if self.log else None
        self.process = subprocess.Popen(
            [*command, *options, *limits],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdout=written,
            stderr=written,
        )
        if written is not None:
            written.close()
        until = time.monotonic() + 240
        while time.monotonic() < until:
            try:
                urlopen(f"{self.url}/quitter/", timeout=1).close()
            except (URLError, OSError):
                if self.process.poll() is not None:
                    raise RuntimeError("the test site ended at once") from None
                time.sleep(0.1)
            else:
                return
        raise TimeoutError("the test site does not answer")

    def kill(self) -> None:
        """As a crash would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def site(
    environment: dict[str, str], host: str = "127.0.0.1", log: Path | None = None
) -> Iterator[Site]:
    """A running site; `log` gets what it writes."""
    settings = {**environment, "DJANGO_SETTINGS_MODULE": "tests.browser.visio.settings"}
    running = Site(settings, host=host, log=log)
    try:
        running.start()
        yield running
    finally:
        running.kill()


@dataclass(frozen=True)
class Certificate:
    """A certificate for one address that nobody vouches for, and what Chromium calls its key."""

    chain: Path
    key: Path
    key_digest: str

    @staticmethod
    def made(folder: Path, address: str) -> Certificate:
        """Make one, good for two days."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay.invalid")])
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        now = clock.now()
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
        builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now - timedelta(hours=1))
        builder = builder.not_valid_after(now + timedelta(days=2))
        signed = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
        (folder / "relay.pem").write_bytes(signed.public_bytes(Encoding.PEM))
        plain = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "relay.key").write_bytes(key.private_bytes(*plain))
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        digest = base64.b64encode(hashlib.sha256(public).digest()).decode()
        return Certificate(folder / "relay.pem", folder / "relay.key", digest)


@dataclass
class Coturn:
    """A relay on the loopback, for tests: it may be killed and started again."""

    folder: Path
    port: int = field(default_factory=free_port)
    host: str = "127.0.0.1"
    ways: tuple[str, ...] = ("udp",)
    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    process: subprocess.Popen[bytes] | None = None
    tls_port: int = 0
    certificate: Certificate | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What the site must know of it."""
        urls = [f"turn:{self.host}:{self.port}?transport={way}" for way in self.ways]
        if self.certificate is not None:
            urls.append(f"turns:{self.host}:{self.tls_port}?transport=tcp")
        return {
            "TELECONTROLE_TURN_URLS": " ".join(urls),
            "TELECONTROLE_TURN_SECRET": self.secret,
        }

    def start(self) -> None:
        """Start, and wait until it listens."""
        settings = {
            "listening-ip": self.host,
            "relay-ip": self.host,
            "listening-port": str(self.port),
            "realm": "test.invalid",
            "static-auth-secret": self.secret,
            "userdb": str(self.folder / "turn.db"),
            "pidfile": str(self.folder / "turn.pid"),
            "log-file": str(self.folder / "turn.log"),
        }
        flags = ["use-auth-secret", "allow-loopback-peers", "no-cli", "no-dtls"]
        if self.certificate is None:
            flags.append("no-tls")
        else:
            settings["tls-listening-port"] = str(self.tls_port)
            settings["cert"] = str(self.certificate.chain)
            settings["pkey"] = str(self.certificate.key)
        lines = [f"{name}={value}" for name, value in settings.items()] + flags
        (self.folder / "turn.conf").write_text("\n".join(lines) + "\n")
        command = ["turnserver", "-c", str(self.folder / "turn.conf"), "--simple-log"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex((self.host, self.port)) == 0:
                    return
            time.sleep(0.1)
        raise TimeoutError("coturn does not listen")

    def kill(self) -> None:
        """As a crash would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
