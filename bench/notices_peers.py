"""What bench/notices.py compares with: the libraries alone, and django-post-office.

They know no window, no person's quota, no head of a subject, no proof, no unknown outcome: they only send.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import logging
import queue
import smtplib
import threading
import time
from collections.abc import Sequence
from typing import Any

from smpplib import client as smpp_client
from smpplib import consts

from bench import notices_settings
from telecontrole.rooms.notices.gateways.protocol import Outgoing
from telecontrole.rooms.notices.texts.wording import gsm_bytes


def smtplib_loop(port: int, messages: Sequence[Outgoing], connections: int) -> float:
    """Seconds for the standard library to hand over ready-made messages, a thread for each connection."""
    waiting: queue.SimpleQueue[Outgoing] = queue.SimpleQueue()
    for message in messages:
        waiting.put(message)
    clients = [smtplib.SMTP("127.0.0.1", port) for _ in range(connections)]

    def send(client: smtplib.SMTP) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                message = waiting.get_nowait()
                client.sendmail(message.envelope_sender, [message.address], message.body)

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    for client in clients:
        client.close()
    return seconds


def smpplib_loop(port: int, messages: Sequence[Outgoing], window: int) -> float:
    """Seconds for the usual library to hand over ready-made SMS, so many under way, receipts acknowledged."""
    logging.getLogger("smpp").setLevel(logging.ERROR)
    client = smpp_client.Client("127.0.0.1", port, allow_unknown_opt_params=True)
    client.connect()
    client.bind_transceiver(system_id="u", password="p")
    answered = itertools.count(1)
    seen = {"answers": 0}

    def answer(pdu: Any) -> None:
        seen["answers"] = next(answered)

    client.set_message_sent_handler(answer)
    client.set_message_received_handler(lambda pdu: None)
    start = time.perf_counter()
    for sent, message in enumerate(messages):
        while sent - seen["answers"] >= window:
            client.read_once()
        client.send_message(
            source_addr_ton=consts.SMPP_TON_ALNUM,
            source_addr="ASSURMAL",
            dest_addr_ton=consts.SMPP_TON_INTL,
            destination_addr=message.address.lstrip("+"),
            short_message=gsm_bytes(message.body.decode()),
            data_coding=0,
            registered_delivery=True,
        )
    while seen["answers"] < len(messages):
        client.read_once()
    seconds = time.perf_counter() - start
    client.unbind()
    client.disconnect()
    return seconds


def post_office(
    port: int, addresses: Sequence[str], subject: str, text: str, html: str, *, tuned: bool
) -> tuple[float, float]:
    """Seconds to queue, then to send, as many emails; every one must be sent.

    As it is installed (batches of 100, 5 threads), or ``tuned``: one batch, 16 threads.
    """
    from django.conf import settings  # noqa: PLC0415 -- once the bench has set Django up
    from post_office import mail  # noqa: PLC0415
    from post_office.models import STATUS, Email  # noqa: PLC0415

    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    batch, threads = (5000, 16) if tuned else (100, 5)
    chosen: dict[str, object] = vars(notices_settings)["POST_OFFICE"]
    chosen.update(BATCH_SIZE=batch, THREADS_PER_PROCESS=threads)
    logging.getLogger("post_office").setLevel(logging.ERROR)
    start = time.perf_counter()
    mail.send_many(
        [
            {
                "recipients": address,
                "sender": "ne-pas-repondre@exemple.test",
                "subject": subject,
                "message": text,
                "html_message": html,
                "headers": {"Message-ID": f"<{index}-{start}.1@exemple.test>"},
            }
            for index, address in enumerate(addresses)
        ]
    )
    queued = time.perf_counter() - start
    before = Email.objects.filter(status=STATUS.sent).count()
    start = time.perf_counter()
    with contextlib.redirect_stderr(io.StringIO()):
        while Email.objects.filter(status=STATUS.queued).exists():
            mail.send_queued()
    sending = time.perf_counter() - start
    sent = Email.objects.filter(status=STATUS.sent).count() - before
    assert sent == len(addresses), "django-post-office lost a message"
    return queued, sending
