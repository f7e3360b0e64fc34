"""``/hooks/{source}``: whatever proves that it comes from its source is kept as it is, and read later."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import PlainTextResponse

from lead_contracts.events import Delivery
from lead_intake.adapters.catalogue import Catalogue, Source
from lead_intake.adapters.http.ingress import Ingress, acknowledged, facts_of
from lead_intake.adapters.paths import HOOKS
from lead_intake.adapters.signatures import SignedRequest, verified
from lead_runtime.http.auth import KeyRing
from lead_runtime.http.media import media_type
from lead_runtime.http.problems import unauthenticated

_ANSWERS = {"google_ads": 200}
"""What the vendor's documents ask for, where they do not say any 2xx."""
_LISTS = frozenset({"apollo"})
_CSV = frozenset({"text/csv", "application/csv"})
_FEEDERS = frozenset({"marketing", "admin"})
SourceName = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


def routes(ingress: Ingress, catalogue: Catalogue, public_url: str | None) -> APIRouter:
    """The hooks. ``public_url``: how senders address us, where a proxy changes scheme or host on the way."""
    router = APIRouter(tags=["hooks"])

    @router.post(f"{HOOKS}/{{source}}", status_code=202)
    async def post(source: SourceName, request: Request) -> Response:
        """Takes a delivery of a marketing system: signed as its vendor documents, or with a token or a marketing key."""
        body = await request.body()
        found = catalogue.known(source)
        key_name = _proven_by(request, _signed(request, body, ingress, public_url), found)
        kept = Delivery(
            delivery_id=ingress.new_id(),
            source=found.name,
            channel="list" if found.adapter in _LISTS or media_type(request) in _CSV else "live",
            received_at=ingress.now(),
            content_type=request.headers.get("content-type", ""),
            body=body,
            request=facts_of(request, key_name, request.headers),
        )
        await ingress.keep([kept])
        return acknowledged([kept], _ANSWERS.get(found.adapter, 202))

    @router.get(f"{HOOKS}/{{source}}", response_class=PlainTextResponse)
    async def probe(source: SourceName) -> str:
        """Answers the vendors that look with GET whether somebody is there before they send. Says nothing of the source."""
        return "ready"

    return router


def _signed(request: Request, body: bytes, ingress: Ingress, public_url: str | None) -> SignedRequest:
    base = public_url or f"{request.url.scheme}://{request.url.netloc}"
    path = request.scope.get("raw_path") or request.url.path.encode()
    query = request.scope.get("query_string", b"")
    url = f"{base}{path.decode('latin-1')}" + (f"?{query.decode('latin-1')}" if query else "")
    return SignedRequest(request.method, url, dict(request.headers), body, ingress.now())


def _proven_by(request: Request, signed: SignedRequest, source: Source) -> str:
    """The name of what proves the sender: the source whose secret fits, or the marketing key. Raises the problem 401."""
    if verified(signed, source.schemes, source.secrets):
        return source.name
    scheme, _, key = signed.header("authorization").partition(" ")
    ring: KeyRing = request.app.state.keys
    principal = ring.identify(key.strip()) if scheme.lower() == "bearer" else None
    if principal is None or principal.role not in _FEEDERS:
        raise unauthenticated("The signature or the token does not fit the source.")
    return principal.name
