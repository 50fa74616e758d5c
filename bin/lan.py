"""What ``bin/run --https`` needs to serve telephones of the local network.

Browsers give camera and microphone only to https pages. Makes a certificate for this machine's
addresses (a telephone warns once: nobody vouches for it) and shows the address as a QR code.

    lan.py FOLDER PORT     makes the certificate; prints shell variables
    lan.py --show ADDRESS  prints the QR code
"""

from __future__ import annotations

import ipaddress
import shlex
import socket
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import segno
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

VALID_DAYS = 30


def local_address() -> str:
    """Address of this machine on the network it would use to go out; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # reserved for documentation
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def make_certificate(folder: Path, address: str) -> tuple[Path, Path]:
    """Write a certificate for this address and its key, readable by the owner only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    certificate, key = folder / f"{address}.crt", folder / f"{address}.key"
    private = ec.generate_private_key(ec.SECP256R1())
    key.touch(mode=0o600)
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    signed = _described(address).public_key(private.public_key()).sign(private, hashes.SHA256())
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    return certificate, key


def _described(address: str) -> x509.CertificateBuilder:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Télécontrôle, démonstration")])
    now = datetime.now(UTC)  # noqa: TID251  certificates live in real time
    names = [
        x509.DNSName("localhost"),
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
        x509.IPAddress(ipaddress.ip_address(address)),
    ]
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=VALID_DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    )


def main(arguments: list[str]) -> int:
    """Do one of the two."""
    if arguments[0] == "--show":
        segno.make(arguments[1], micro=False).terminal(out=sys.stderr, compact=True)
        return 0
    address = local_address()
    certificate, key = make_certificate(Path(arguments[0]), address)
    values = {
        "certificate": str(certificate),
        "key": str(key),
        "address": f"https://{address}:{arguments[1]}",
        "lan": address,
    }
    sys.stdout.write("".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
