"""What one payload would become, without Kafka, network or settings: the core of ``handover intake check``."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from lead_contracts.cloudevents import from_kafka, is_batch, is_http_event
from lead_contracts.errors import MalformedEvent
from lead_contracts.normalise import instant
from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.handshakes import Question, greeted
from lead_intake.adapters.mappings import GENERIC
from lead_intake.adapters.paths import HOOKS, LEADS, PROVEN
from lead_intake.adapters.signatures import SCHEMES, SignedRequest, verified
from lead_intake.adapters.sources import readers
from lead_intake.adapters.sources.cloudevents import inner
from lead_intake.application.interpret import interpret
from lead_intake.domain.delivery import Channel, Delivery
from lead_intake.domain.errors import BadSignature, IntakeError, WrongShape
from lead_intake.domain.lead import Activity, Lead
from lead_intake.domain.parsed import Disposition, Parsed

RECORD_MEMBERS = (
    "external_id", "received_at", "occurred_at", "motion", "email", "phone", "first_name", "last_name", "company",
    "domain", "job_title", "country", "campaign", "is_test",
)  # fmt: skip
"""Those of lead.received from external_id to is_test."""


class Proof(BaseModel):
    """How the sample proves its sender: ``signing`` or ``auth`` of the request file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    scheme: str = ""
    secret: str = ""
    username: str = ""
    password: str = ""
    ts: str | int | None = None

    @property
    def key(self) -> bytes:
        """What the sender knows: a secret, or a user with a password."""
        return (self.secret or (f"{self.username}:{self.password}" if self.password else "")).encode()


class RequestFile(BaseModel):
    """How the body travelled, as far as it matters: the shape of the samples' ``NAME.request.json``."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    transport: str = "http"
    method: str = "POST"
    url: str = ""
    headers: dict[str, str] = Field(default_factory=dict)
    content_type: str | None = None
    signing: Proof | None = None
    auth: Proof | None = None
    verify_at: str | int | None = None
    field_labels: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """What ``handover intake check`` prints; its members are the contract's."""

    disposition: str
    records: tuple[dict[str, JsonValue], ...] = ()
    idempotency_keys: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    recognised: dict[str, str] = field(default_factory=dict)
    """Member by the path of its value, for what is read by the meaning of its fields."""
    ignored: tuple[str, ...] = ()


def check(
    body: bytes, request: RequestFile, catalogue: Catalogue, source: str | None = None, limit: int = 1 << 20
) -> Checked:
    """Verifies and reads one payload; its source is ``source``, else the hook it was posted to, else that of the event.

    The clock is that of the request file. Without one ``received_at`` is null and no clock is judged.
    """
    if request.method.upper() in _ASKING and not body.strip():
        return _asked(request, catalogue, source)
    if problem := _unproven(body, request):
        return Checked(Disposition.REJECT_AUTH.value, warnings=(problem,))
    try:
        delivery = _delivery(body, request, catalogue, source)
        parsed = interpret(delivery, readers(catalogue.route, catalogue.mappings), limit)
    except IntakeError as error:
        return Checked(Disposition.REJECT_INVALID.value, warnings=(f"{type(error).__name__}: {error}",))
    return Checked(
        parsed.disposition.value,
        tuple(_record(lead) for lead in parsed.leads),
        tuple(dict.fromkeys(_keys(parsed, delivery))),
        parsed.warnings + tuple(f"{one.error}: item {one.index}: {one.detail}" for one in parsed.refused),
        {".".join(path): member for path, member in sorted(parsed.seen, key=str) if member is not None},
        tuple(sorted({".".join(path) for path, member in parsed.seen if member is None})),
    )


_ASKING = frozenset({"GET", "HEAD", "OPTIONS"})


def _asked(request: RequestFile, catalogue: Catalogue, source: str | None) -> Checked:
    """A handshake, or a look whether somebody is there: answered by the hook, and nothing is kept of it."""
    proof = request.signing or request.auth
    try:
        query = dict(parse_qsl(urlsplit(request.url).query))
        adapter = catalogue.known(source or _hook(request.url) or GENERIC).adapter
        greeted(adapter, Question(query, _headers(request), (proof.key,) if proof and proof.key else ()))
    except (ValueError, BadSignature):
        return Checked(Disposition.REJECT_AUTH.value, warnings=("the handshake does not fit the source",))
    except IntakeError as error:
        return Checked(Disposition.REJECT_INVALID.value, warnings=(f"{type(error).__name__}: {error}",))
    return Checked(Disposition.IGNORE.value, warnings=("a question whether somebody is there: nobody is in it",))


def _clock(request: RequestFile) -> datetime | None:
    signed_at = request.signing.ts if request.signing else None
    return instant(signed_at) or instant(request.verify_at)


def _unproven(body: bytes, request: RequestFile) -> str | None:
    """Why the sample does not prove its sender; None where it does, or where it does not claim to."""
    proof = request.signing or request.auth
    if proof is None or not proof.scheme:
        return None
    if proof.scheme not in SCHEMES:
        return f"the scheme {proof.scheme} is not known"
    fits = _fits(proof, body, request)
    return None if fits else f"the proof {proof.scheme} does not fit the body and its headers"


def _fits(proof: Proof | None, body: bytes, request: RequestFile) -> bool:
    if proof is None or proof.scheme not in SCHEMES:
        return False
    signed = SignedRequest(request.method, request.url, _headers(request), body, _clock(request))
    return verified(signed, (proof.scheme,), (proof.key,))


def _proofs(body: bytes, request: RequestFile) -> dict[str, str]:
    """What the HTTP side would leave for the adapter; nothing where the sample does not claim to be proven."""
    fitting = " ".join(one.scheme for one in (request.signing, request.auth) if one and _fits(one, body, request))
    return {PROVEN: fitting} if fitting else {}


def _headers(request: RequestFile) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def _delivery(body: bytes, request: RequestFile, catalogue: Catalogue, source: str | None) -> Delivery:
    headers = _headers(request) | _proofs(body, request)
    if request.content_type:
        headers.setdefault("content-type", request.content_type)
    named = source or _hook(request.url)
    found = catalogue.known(named or _unnamed(request.url))
    channel = found.channel or (Channel.LIST if request.transport == "file" else Channel.LIVE)
    plain = Delivery(found.name, found.adapter, body, _clock(request), channel, headers, motion=found.motion)
    plain = replace(plain, labels=request.field_labels or found.labels)
    if request.transport == "kafka":
        return _from_kafka(plain, request, catalogue, source)
    if named is None and is_http_event(headers.items()):
        return replace(plain, adapter="cloudevents")
    return plain


def _from_kafka(plain: Delivery, request: RequestFile, catalogue: Catalogue, source: str | None) -> Delivery:
    headers = [(name.lower(), value.encode()) for name, value in request.headers.items()]
    if is_batch(headers):
        return replace(plain, adapter="cloudevents")
    try:
        event = from_kafka(headers, plain.body)
    except MalformedEvent as error:
        if source:  # a connector's record as it is, told by hand whose it is
            return plain
        raise WrongShape(str(error), error.attribute) from error
    within = inner(plain, event, catalogue.route)
    known = catalogue.known(source) if source else None
    if known is None or known.adapter == "cloudevents":
        return within
    return replace(within, source=known.name, adapter=known.adapter)


def _unnamed(url: str) -> str:
    """How a body is read whose source nobody names: ours, where it goes to ``/v1/leads``."""
    return "canonical" if url.rstrip("/").endswith(LEADS) else GENERIC


def _hook(url: str) -> str | None:
    """The source in the address ``…/hooks/SOURCE``."""
    try:
        head, _, name = urlsplit(url).path.rstrip("/").rpartition("/")
    except ValueError:
        return None
    return name if head.endswith(HOOKS) and name else None


def _keys(parsed: Parsed, delivery: Delivery) -> Iterator[str]:
    """What a second delivery of the same touches would have in common with this one."""
    body = hashlib.sha256(delivery.body).hexdigest()
    touches: list[Lead | Activity] = [*parsed.leads, *parsed.activities]
    for index, touch in enumerate(touches):
        yield f"{touch.source}:{touch.event_id or f'sha256:{body}:{index}'}"


def _record(lead: Lead) -> dict[str, JsonValue]:
    return {name: _plain_value(getattr(lead, name)) for name in RECORD_MEMBERS}


def _plain_value(value: str | bool | datetime | None) -> str | bool | None:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
