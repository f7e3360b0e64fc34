"""Which media types a path takes."""

from collections.abc import Awaitable, Callable

from fastapi import Request

from lead_runtime.http.problems import Problem


def media_type(request: Request) -> str:
    """The request's media type in lower case, without parameters; empty where it names none."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def accepts(*media_types: str) -> Callable[..., Awaitable[None]]:
    """A FastAPI dependency: the problem 415 for any other media type. ``*+json`` covers the suffix."""
    accepted = ", ".join(media_types)

    async def check(request: Request) -> None:
        given = media_type(request)
        if not any(given == one or (one.startswith("*") and given.endswith(one[1:])) for one in media_types):
            raise Problem(415, f"Send one of: {accepted}.", headers={"Accept-Post": accepted})

    return check
