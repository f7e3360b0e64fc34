"""The OpenAPI document's example of every source, made of the samples and, where there is none, of our own. ``python -m tests.unit.lead_intake.openapi_examples``
writes the file that lead-intake ships.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
from tests.unit.lead_intake.authored_examples import AUTHORED, shown
from tests.unit.lead_intake.samples import PAYLOADS, body_of, request_of

from lead_intake.adapters.http import openapi
from lead_intake.adapters.sources import ADAPTERS

SHIPPED = Path(openapi.__file__).with_name("examples.json")


def made() -> list[dict[str, Any]]:
    """The examples as the samples of today give them, in the order of their names."""
    return sorted([*_samples(), *_authored()], key=lambda one: str(one["name"]))


def _samples() -> Iterator[dict[str, Any]]:
    for path in PAYLOADS.glob("*/*"):
        if path.name.endswith(".request.json") or path.stem.startswith("kafka_"):
            continue
        sample = f"{path.parent.name}/{path.name}"
        media_type = _media_type(sample)
        text = body_of(sample).decode("utf-8-sig")
        yield {
            "name": f"{path.parent.name}.{path.stem}",
            "adapter": path.parent.name if path.parent.name in ADAPTERS else "generic",
            "source": _source(sample),
            "media_type": media_type,
            "value": json.loads(text) if media_type.endswith("json") else text,
        }


def _authored() -> Iterator[dict[str, Any]]:
    for adapter, (media_type, said) in AUTHORED.items():
        slug, value = adapter.replace("_", "-"), shown(media_type, said)
        yield {
            "name": f"{adapter}.example",
            "adapter": adapter,
            "source": slug,
            "media_type": media_type,
            "value": value,
        }


def _media_type(sample: str) -> str:
    request = request_of(sample)
    headers = {name.lower(): value for name, value in request.headers.items()}
    named = request.content_type or headers.get("content-type") or openapi.JSON
    return named.partition(";")[0].strip().lower()


def _source(sample: str) -> str:
    """The slug of its hook; of what came some other way, that of its vendor."""
    head, _, slug = urlsplit(request_of(sample).url).path.rpartition("/")
    return slug if head == "/hooks" else sample.partition("/")[0].replace("_", "-")


if __name__ == "__main__":
    SHIPPED.write_bytes(orjson.dumps(made(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
