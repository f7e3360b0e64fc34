"""``/hooks/{source}``: whatever proves that it comes from its source is kept as it is, and read later."""

import asyncio
import math
import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import unquote_plus

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import PlainTextResponse

from lead_contracts.events import Delivery
from lead_contracts.events.delivery import RequestFacts
from lead_intake.adapters import handshakes
from lead_intake.adapters.answers import manner_of
from lead_intake.adapters.catalogue import Catalogue, Source
from lead_intake.adapters.http import openapi
from lead_intake.adapters.http.ingress import Ingress, acknowledged, facts_of
from lead_intake.adapters.paths import HOOKS, PROVEN
from lead_intake.adapters.signatures import SignedRequest, fitting
from lead_intake.adapters.sources import LISTS
from lead_intake.domain.delivery import Channel
from lead_intake.domain.errors import BadSignature
from lead_runtime.http.auth import KeyRing
from lead_runtime.http.media import media_type
from lead_runtime.http.problems import Problem, forbidden, invalid, unauthenticated

_CSV = frozenset({"text/csv", "application/csv"})
_FEEDERS = frozenset({"marketing", "admin"})
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_PAUSE_SECONDS = 0.25
_POST: dict[str, Any] = {"requestBody": openapi.deliveries(), "security": openapi.HOOK_SECURITY}
SourceName = Annotated[str, Path(max_length=256, description="The source's slug: hubspot, google-ads, …")]


def routes(ingress: Ingress, catalogue: Catalogue, public_url: str | None, rate: float = 0.0) -> APIRouter:
    """The hooks. ``public_url``: how senders address us, where a proxy changes scheme or host on the way.

    ``rate``: requests per second of one sender, 0 without a limit. The paths take whatever follows ``/hooks/``: some
    vendors switch a hook off for good when they are answered 404.
    """
    router = APIRouter(tags=["hooks"])
    path = f"{HOOKS}/{{source:path}}"

    @router.post(path, status_code=202, openapi_extra=_POST, responses=openapi.hook_responses())
    async def post(source: SourceName, request: Request) -> Response:
        """Takes a delivery of a marketing system: signed as its vendor documents, or with a token or a marketing key."""
        body = await request.body()
        found = catalogue.known(_slug(source))
        key_name, proof = _proven_by(request, _signed(request, body, ingress, public_url), found)
        if not _SLUG.fullmatch(found.name):
            raise invalid("path.source", "small letters, digits and dashes were expected")
        kept = Delivery(
            delivery_id=ingress.new_id(),
            source=found.name,
            channel="list" if _is_list(found, media_type(request)) else "live",
            received_at=ingress.now(),
            content_type=request.headers.get("content-type", ""),
            body=body,
            request=_facts(request, key_name, proof, found),
        )
        manner = manner_of(found.adapter)
        await _kept(ingress, kept, manner.patience)
        return acknowledged([kept], manner.status)

    @router.head(path, response_class=PlainTextResponse, include_in_schema=False)
    @router.get(path, response_class=PlainTextResponse, responses=openapi.responses(403, 429, kept=False))
    async def probe(source: SourceName, request: Request) -> Response:
        """Answers the handshakes of the vendors, and those that only look whether somebody is there before they send."""
        found = catalogue.known(_slug(source))
        try:
            answer = handshakes.greeted(found.adapter, _question(request, found))
        except BadSignature as error:
            raise forbidden("The handshake does not fit the source.") from error
        return Response(answer.text, media_type=answer.media_type, headers=dict(answer.headers))

    @router.options(path, response_class=Response)
    async def permission(source: SourceName, request: Request) -> Response:
        """Says to a sender of CloudEvents that it may send (``WebHook-Request-Origin``)."""
        per_minute = math.floor(rate * 60) if rate else None
        answer = handshakes.cloudevents.permission(handshakes.Question(headers=request.headers), per_minute)
        return Response(headers=dict(answer.headers))

    return router


def _slug(said: str) -> str:
    """As the address was meant: vendors' forms and people change case, ``_`` and the slash at the end."""
    return said.strip("/").lower().replace("_", "-")


def _facts(request: Request, key_name: str, proof: str, source: Source) -> RequestFacts:
    """Of the request, without any secret of the source, under whatever name its sender shows it."""
    facts = facts_of(request, key_name, {**request.headers, PROVEN: proof})
    secrets = [secret.decode() for secret in source.secrets if secret]

    def harmless(said: Mapping[str, str]) -> dict[str, str]:
        return {
            name: value
            for name, value in said.items()
            if not any(one in unquote_plus(value) or one in value for one in secrets)
        }

    return facts.model_copy(update={"headers": harmless(facts.headers), "query": harmless(facts.query)})


def _question(request: Request, source: Source) -> handshakes.Question:
    return handshakes.Question(request.query_params, request.headers, source.secrets, source.verify_tokens)


async def _kept(ingress: Ingress, delivery: Delivery, patience: float) -> None:
    """Keeps it; what a vendor would not send again is tried again here, under the same id, for ``patience`` seconds."""
    clock = asyncio.get_running_loop().time
    until = clock() + patience
    while True:
        try:
            return await ingress.keep([delivery])
        except Problem as problem:
            if problem.status_code != 503 or clock() >= until:
                raise
        await asyncio.sleep(_PAUSE_SECONDS)


def _signed(request: Request, body: bytes, ingress: Ingress, public_url: str | None) -> SignedRequest:
    base = public_url or f"{request.url.scheme}://{request.url.netloc}"
    path = request.scope.get("raw_path") or request.url.path.encode()
    query = request.scope.get("query_string", b"")
    url = f"{base}{path.decode('latin-1')}" + (f"?{query.decode('latin-1')}" if query else "")
    return SignedRequest(request.method, url, dict(request.headers), body, ingress.now())


def _proven_by(request: Request, signed: SignedRequest, source: Source) -> tuple[str, str]:
    """The name of what proves the sender (the source whose secret fits, or the marketing key), and by which schemes.

    Raises the problem 401.
    """
    if schemes := fitting(signed, source.schemes, source.secrets):
        return source.name, " ".join(schemes)
    scheme, _, key = signed.header("authorization").partition(" ")
    ring: KeyRing = request.app.state.keys
    principal = ring.identify(key.strip()) if scheme.lower() == "bearer" else None
    if principal is None or principal.role not in _FEEDERS:
        raise unauthenticated("The signature or the token does not fit the source.")
    return principal.name, "key"


def _is_list(source: Source, media: str) -> bool:
    """As its mapping says; else a vendor's exports and CSV are lists."""
    if source.channel is not None:
        return source.channel is Channel.LIST
    return source.adapter in LISTS or media in _CSV
