#!/usr/bin/env python3
"""Write coturn's configuration for one relay: `render.py --help`. Standard library only.

The secret comes from a file and goes to a file that only its owner reads; nothing is printed.
"""

from __future__ import annotations

import argparse
import ipaddress
import os
import sys
from pathlib import Path

TEMPLATE = Path(__file__).with_name("turnserver.conf.in")


def main(arguments: list[str] | None = None) -> int:
    """Render; 2 when an argument makes no sense."""
    options = _parser().parse_args(arguments)
    relays = [ipaddress.ip_address(address) for address in options.relay]
    if any(address.version != 4 for address in [ipaddress.ip_address(options.address), *relays]):
        sys.stderr.write("relay addresses are IPv4 only: turnserver.conf.in says why\n")
        return 2
    text = _filled(options)
    target = os.open(options.out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(target, "w") as file:
        file.write(text)
    return 0


def _filled(options: argparse.Namespace) -> str:
    secrets = [Path(name).read_text().strip() for name in options.secret_file]
    certificate = [f"cert={options.cert}", f"pkey={options.key}"] if options.cert else ["no-tls"]
    allowed = sorted({options.address, *options.relay})
    values = {
        "LISTENING": "\n".join(f"listening-ip={a}" for a in [options.address, *options.listen]),
        "RELAY_IP": options.address,
        "PORT": str(options.port),
        "TLS_PORT": str(options.tls_port),
        "MIN_PORT": str(options.min_port),
        "MAX_PORT": str(options.max_port),
        "SECRETS": "\n".join(f"static-auth-secret={secret}" for secret in secrets),
        "REALM": options.realm,
        "CERTIFICATE": "\n".join(certificate),
        "ALLOWED": "\n".join(f"allowed-peer-ip={address}" for address in allowed),
        "TOTAL": str(options.total_quota),
        "LOG": options.log,
    }
    text = TEMPLATE.read_text()
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", required=True, help="public IPv4 address of this relay")
    parser.add_argument("--listen", action="append", default=[], help="one more listening address")
    parser.add_argument("--relay", action="append", default=[], help="IPv4 of another relay")
    parser.add_argument("--secret-file", action="append", required=True, help="twice to rotate")
    parser.add_argument("--realm", default="telecontrole")
    parser.add_argument("--cert", help="full chain; without it there is no TLS")
    parser.add_argument("--key")
    parser.add_argument("--port", type=int, default=3478)
    parser.add_argument("--tls-port", type=int, default=443)
    parser.add_argument("--min-port", type=int, default=20000)
    parser.add_argument("--max-port", type=int, default=65000)
    parser.add_argument("--total-quota", type=int, default=9000)
    parser.add_argument("--log", default="syslog", help="a file, or syslog, or stdout")
    parser.add_argument("--out", required=True, help="file to write, readable by its owner only")
    return parser


if __name__ == "__main__":
    sys.exit(main())
