"""Logs: one JSON line per event, without personal data (ids and codes only)."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

# What may stand beside a message. Anything else that a library puts on a record stays out: it might be a name.
_ALLOWED = frozenset(
    {"consumer", "attempts", "status", "code", "subject", "task", "seconds", "count", "notice"}
)


def configure(config: dict[str, Any]) -> None:
    """Send every logger of the process through structlog's JSON renderer, to standard error."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(allow=_ALLOWED),
        structlog.processors.format_exc_info,
        _without_values,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_name_the_route)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(config.get("level", "INFO"))
    # Access lines carry addresses, and addresses carry the links of insured persons.
    logging.getLogger("uvicorn.access").disabled = True
    # Django logs the address of each 4xx; the pages journal what matters instead.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    # The SMPP library tells each connection, and below that every message with its number, in hexadecimal.
    for chatty in ("procrastinate", "pikepdf", "smpp", "smpplib"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _name_the_route(record: logging.LogRecord) -> bool:
    """Put `r/<str:token>` where Django writes `/r/ABC…`: a refused form or a fault tells its address, and that may be a key."""
    request = getattr(record, "request", None)
    if request is not None and isinstance(record.args, tuple):
        match = getattr(request, "resolver_match", None)
        route = f"/{match.route}" if match is not None else "unknown address"
        # Django escapes what it logs; one of our paths stays as it is, another one is nobody's route.
        path = request.path.encode("unicode_escape").decode("ascii")
        record.args = tuple(route if one == path else one for one in record.args)
    return True


def _without_values(
    logger: structlog.typing.WrappedLogger, name: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Keep a traceback's places and drop its last lines: an exception's text may quote a person."""
    trace = event.get("exception")
    if isinstance(trace, str):
        kept = [line for line in trace.splitlines() if line.lstrip().startswith("File ")]
        last = trace.rstrip().splitlines()[-1].split(":", 1)[0]
        event["exception"] = [*kept, last]
    return event
