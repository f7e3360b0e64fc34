"""Logs: one JSON object per line on stdout, in UTC, without personal data, from our code and the libraries alike."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Final, TextIO

import orjson
import structlog

from lead_runtime import telemetry
from lead_runtime.redaction import redact, redact_member

Entry = MutableMapping[str, Any]

_OURS: Final = frozenset(
    {"event", "level", "timestamp", "service", "group", "slot", "logger", "module", "request_id", "trace_id"}
)
# Libraries say what someone has to look at, and not over and over. Our own modules log through structlog: under their
# names only mode speaks in the standard logging, of services that start and stop.
_QUIET: Final = ("aiokafka", "kafka", "faust", "mode", "uvicorn", "asyncio", "httpx", "lead_runtime")
_QUIET_SECONDS: Final = 10.0
_MOST_REMEMBERED: Final = 1000


def configure(
    service: str, *, level: str = "info", slot: str = "0", group: str | None = None, stream: TextIO | None = None
) -> None:
    """Routes structlog and the standard logging to ``stream`` (default: stdout), saying who wrote each line."""
    stream = stream or sys.stdout
    origin = {"service": service, "slot": slot, **({"group": group} if group else {})}
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _bind(origin),
        _add_trace,
        structlog.processors.format_exc_info,
        without_personal_data,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(serializer=_to_json)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=stream is sys.stdout,
    )
    _route_standard_logging(shared, level, stream)


def get(name: str) -> structlog.typing.FilteringBoundLogger:
    """A logger; its first argument is an event name in plain words, everything else are members."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(module=name)
    return logger


def without_personal_data(_logger: Any, _method: str, entry: Entry) -> Entry:
    """A structlog processor that hides personal members and everything that looks like an address or a phone number."""
    for key, value in entry.items():
        entry[key] = redact(value) if key in _OURS and isinstance(value, str) else redact_member(key, value)
    return entry


def _bind(origin: Mapping[str, str]) -> structlog.typing.Processor:
    def bind(_logger: Any, _method: str, entry: Entry) -> Entry:
        entry.update({key: value for key, value in origin.items() if key not in entry})
        return entry

    return bind


def _add_trace(_logger: Any, _method: str, entry: Entry) -> Entry:
    if trace := telemetry.current():
        entry["trace_id"] = trace.trace_id
    return entry


def _to_json(entry: Any, **_: Any) -> str:
    return orjson.dumps(entry, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _route_standard_logging(shared: list[structlog.typing.Processor], level: str, stream: TextIO) -> None:
    render = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(serializer=_to_json),
        ],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(render)
    handler.addFilter(_NotOverAndOver())
    root = logging.getLogger()
    root.handlers, root.level = [handler], logging.getLevelName(level.upper())
    for name in _QUIET:
        library = logging.getLogger(name)
        library.handlers, library.propagate = [], True
        library.setLevel(max(logging.WARNING, root.level))


class _NotOverAndOver(logging.Filter):
    """Lets the same message of the same logger through once in ten seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        said = (record.name, str(record.msg))
        if record.created - self._last.get(said, float("-inf")) < _QUIET_SECONDS:
            return False
        if len(self._last) >= _MOST_REMEMBERED:
            self._last.clear()
        self._last[said] = record.created
        return True
