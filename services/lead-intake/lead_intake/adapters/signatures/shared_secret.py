"""Sources that do not sign: they show a secret instead, in the body, in a header or in the address."""

from urllib.parse import parse_qs, urlsplit

from lead_intake.adapters.signatures.compare import same
from lead_intake.adapters.signatures.request import SignedRequest
from lead_intake.adapters.sources.shape import at, json_of
from lead_intake.domain.errors import UnreadableBody

_PARAMETERS = ("token", "secret")
_HEADERS = ("x-auth-token", "x-api-key")


def google_key(request: SignedRequest, secret: bytes) -> bool:
    """Google Ads: ``google_key`` in the body."""
    try:
        given = at(json_of(request.body), "google_key")
    except UnreadableBody:
        return False
    return isinstance(given, str) and same(secret.decode(), given)


def token(request: SignedRequest, secret: bytes) -> bool:
    """``Authorization: Bearer …``, ``X-Auth-Token``, ``X-Api-Key``, or for systems that can only be given an address
    ``?token=…`` or ``?secret=…``.
    """
    scheme, _, bearer = request.header("authorization").partition(" ")
    shown = [bearer.strip()] if scheme.lower() == "bearer" else []
    shown += [request.header(name) for name in _HEADERS] + _parameters(request.url)
    return any(same(secret.decode(), one) for one in shown)


def _parameters(url: str) -> list[str]:
    try:
        query = parse_qs(urlsplit(url).query, max_num_fields=100)
    except ValueError:
        return []
    return [value for name in _PARAMETERS for value in query.get(name, ())]
