"""``handover rules``: rule sets, checked and published."""

import getpass
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from kafka import KafkaProducer

from handover.broker import BootstrapServers, reaching, servers
from handover.broker.connect import BOOTSTRAP_TIMEOUT_MS
from handover.commands.options import Directory, Json, console, print_json
from handover.errors import HandoverError
from lead_contracts.codec import Envelope, encode
from lead_contracts.events import ConfigPublished
from lead_contracts.ids import derived_id
from lead_contracts.topics import CONFIG_VERSIONS
from lead_runtime.admin import read_topic
from lead_runtime.config import ConfigError
from lead_runtime.engine.wire import read_event
from qualification.adapters.publish import check_rules, published_rules

app = typer.Typer(name="rules", help="Rule sets: what makes a lead good.", no_args_is_help=True)

_TIMEOUT_MS = 20_000
Files = Annotated[list[Path], typer.Argument(metavar="FILE…", exists=True, dir_okay=False, show_default=False)]
By = Annotated[str, typer.Option(default_factory=getpass.getuser, help="Who does it; kept with the version.")]
From = Annotated[
    datetime | None,
    typer.Option(
        "--effective-from",
        formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d"],
        help="When it begins to decide (a date is midnight UTC). Default: now.",
        show_default=False,
    ),
]


@app.command()
def check(files: Files, json: Json = False) -> None:
    """Reads rule files and says what is wrong with them: file, line, key and what was expected."""
    with _mistakes_told():
        sets = check_rules(files)
    if json:
        print_json([{"file": str(path), "name": each.name} for path, each in zip(files, sets, strict=True)])
        return
    for path, each in zip(files, sets, strict=True):
        console.print(f"{path}: {each.name} holds together, {len(each.disqualify)} disqualifiers", markup=False)


@app.command()
def publish(
    files: Files,
    directory: Directory,
    by: By,
    bootstrap_servers: BootstrapServers = None,
    effective_from: From = None,
    json: Json = False,
) -> None:
    """Publishes rule files, each as the next version of its name; what is published already stays as it is.

    Rolling back is publishing an older file again.
    """
    since = effective_from if effective_from is None or effective_from.tzinfo else effective_from.replace(tzinfo=UTC)
    events = publish_rules(servers(bootstrap_servers, directory), files, by, since)
    if json:
        print_json([event.model_dump(mode="json", exclude={"content"}) for event in events])
        return
    for event in events:
        console.print(f"{event.name} version {event.version}, in effect from {event.effective_from:%Y-%m-%d %H:%M} UTC")
    if not events:
        console.print("Published already; nothing has changed.")


def publish_rules(
    bootstrap_servers: str, files: Sequence[Path], by: str, effective_from: datetime | None = None
) -> tuple[ConfigPublished, ...]:
    """Publishes what is not the newest version already, in one transaction; returns what it published.

    Only one can be at work: a second one fences the first, so no version is given twice. Raises HandoverError.
    """
    with reaching(bootstrap_servers), _exclusively(bootstrap_servers) as producer:
        known = [read_event(record) for record in read_topic(bootstrap_servers, CONFIG_VERSIONS)]
        published = [event for event in known if isinstance(event, ConfigPublished)]
        with _mistakes_told():
            events = published_rules(files, datetime.now(UTC), by, published, effective_from)
        if events:
            _write(producer, events)
    return events


@contextmanager
def _exclusively(bootstrap_servers: str) -> Iterator[KafkaProducer]:
    producer = KafkaProducer(
        bootstrap_servers=bootstrap_servers,
        transactional_id="handover-rules",
        transaction_timeout_ms=_TIMEOUT_MS,
        request_timeout_ms=_TIMEOUT_MS // 2,
        delivery_timeout_ms=_TIMEOUT_MS,
        max_block_ms=_TIMEOUT_MS,
        bootstrap_timeout_ms=BOOTSTRAP_TIMEOUT_MS,
    )
    try:
        producer.init_transactions()
        yield producer
    finally:
        producer.close(timeout=_TIMEOUT_MS / 1000)


def _write(producer: KafkaProducer, events: Iterable[ConfigPublished]) -> None:
    producer.begin_transaction()
    for event in events:
        identity = derived_id(event.key(), event.type(), event.published_at.isoformat())
        headers, value = encode(Envelope(identity, "/handover/rules", event.published_at), event)
        sent = producer.send(event.TOPIC, value, event.key().encode(), list(headers))
        sent.get(_TIMEOUT_MS / 1000)
    producer.commit_transaction()


@contextmanager
def _mistakes_told() -> Iterator[None]:
    try:
        yield
    except ConfigError as error:
        raise HandoverError(str(error)) from None
