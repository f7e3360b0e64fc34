"""Fetches one pinned jar through jgo's Python resolver, from the repositories that jgo is configured with."""

from functools import cache
from pathlib import Path

import requests
from jgo.config import GlobalSettings
from jgo.maven import MavenContext
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from handover.errors import HandoverError
from handover.stack.jars import Jar

TIMEOUT = 20  # seconds a repository may stay silent
WAY_OUT = (
    "The first start needs the network once (45 MB). Behind a proxy, set HTTPS_PROXY, and REQUESTS_CA_BUNDLE for its "
    "certificate; for a mirror, name it 'central' under [repositories] in jgo's configuration; without any network, "
    "copy the cache of another machine and point HANDOVER_CACHE at it."
)


def fetch(jar: Jar, folder: Path) -> Path:
    """The file of ``jar``, fetched into ``folder``; its digest is for the caller to check. Raises HandoverError."""
    try:
        for attempt in Retrying(
            retry=retry_if_exception_type(requests.RequestException),
            stop=stop_after_attempt(3),
            wait=wait_exponential(0.3),
            reraise=True,
        ):
            with attempt:
                return _attempt(jar, folder / f"attempt-{attempt.retry_state.attempt_number}")
    except (requests.RequestException, RuntimeError) as error:
        # RuntimeError is jgo's word for "in no repository".
        reason = f"Kafka's jar {jar.coordinate} is not cached and cannot be fetched: {_name(error)}."
        raise HandoverError(reason, WAY_OUT) from error
    raise AssertionError("tenacity returns or raises")


def _attempt(jar: Jar, folder: Path) -> Path:
    # A folder of its own for each attempt: jgo takes a file cut short by the last one for a cached one.
    group, artifact, version = jar.coordinate.split(":")
    context = MavenContext(repo_cache=folder, remote_repos=_repositories(), timeout=TIMEOUT)
    return Path(context.project(group, artifact).at_version(version).artifact().resolve())


@cache
def _repositories() -> dict[str, str]:
    return {**MavenContext().remote_repos, **GlobalSettings.load().repositories}


def _name(error: Exception) -> str:
    return "no repository has it" if isinstance(error, RuntimeError) else type(error).__name__
