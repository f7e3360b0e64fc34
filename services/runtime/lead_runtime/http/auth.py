"""Bearer keys bound to roles. Only digests of the keys are held, and every comparison takes the same time."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from lead_runtime.http.problems import forbidden, unauthenticated
from lead_runtime.settings import DIGEST, ApiKey, Role

SECURED: Final[dict[str, Any]] = {"security": [{"HTTPBearer": []}]}
"""How OpenAPI says that a path needs a key; ``require`` says it by itself."""
_scheme: Final = HTTPBearer(auto_error=False, description="A key bound to a role.")


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: the key's ``name``, its ``role``, and the ``rep_id`` where the role is rep."""

    name: str
    role: Role
    rep_id: str | None = None

    @property
    def actor(self) -> str:
        """What requests name as their actor: the rep, else the key."""
        return self.rep_id or self.name


class KeyRing:
    """The keys of a process, as SHA-256 digests."""

    def __init__(self, keys: Iterable[ApiKey]) -> None:
        self._keys = tuple((_digest_of(key), Principal(key.name, key.role, key.rep_id)) for key in keys)

    def identify(self, key: str) -> Principal | None:
        """The holder of ``key``, or None. All keys are compared, so that the time tells nothing."""
        digest, found = hashlib.sha256(key.encode()).digest(), None
        for known, principal in self._keys:
            if hmac.compare_digest(known, digest):
                found = principal
        return found


def require(*roles: Role) -> Callable[..., Awaitable[Principal]]:
    """A FastAPI dependency: the principal, if its role is one of ``roles`` (none given: any key); admin always may.

    Raises the problem 401 without a valid key and 403 with the wrong role.
    """

    async def principal(
        request: Request,
        credentials: HTTPAuthorizationCredentials | None = Security(_scheme),  # noqa: B008 - FastAPI's way
    ) -> Principal:
        return _judged(request, credentials.credentials if credentials else None, roles)

    return principal


def authenticated(request: Request, *roles: Role) -> Principal:
    """As ``require``, for a path that must be quick: FastAPI's injection costs as much as keeping a lead.

    Such a path says ``openapi_extra=SECURED``.
    """
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return _judged(request, key.strip() if scheme.lower() == "bearer" else None, roles)


def _judged(request: Request, key: str | None, roles: tuple[Role, ...]) -> Principal:
    ring: KeyRing = request.app.state.keys
    found = ring.identify(key) if key else None
    if found is None:
        raise unauthenticated()
    if roles and found.role != "admin" and found.role not in roles:
        raise forbidden()
    return found


def _digest_of(key: ApiKey) -> bytes:
    secret = key.key.get_secret_value()
    if secret.startswith(DIGEST):
        return bytes.fromhex(secret.removeprefix(DIGEST))
    return hashlib.sha256(secret.encode()).digest()
