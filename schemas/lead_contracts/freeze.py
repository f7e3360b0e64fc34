"""``python -m lead_contracts.freeze``: writes the schemas that are missing and locks what is new; changes nothing.

``--check`` writes nothing and says what is wrong. What is frozen stays as it is: systems out there were built on it.
A member that may be absent may be added (a revision, a new file); every other change is a new version of the event.
"""

import sys
from collections.abc import Iterable, Iterator

from lead_contracts.base import Event
from lead_contracts.catalogue import LOCK, Catalogue, digest, pretty
from lead_contracts.compatibility import breaks, same
from lead_contracts.json_schema import json_schema
from lead_contracts.registry import REGISTRY

EXAMPLES = 2
"""At least so many for each event version: one full, one minimal."""


class Frozen(ValueError):
    """Something frozen was changed, or would have to be; each line says what and what to do."""


def problems(catalogue: Catalogue, events: Iterable[type[Event]]) -> Iterator[str]:
    """What is wrong with the files, one line each with what to do."""
    models = list(events)
    yield from _changed(catalogue)
    yield from _unlocked(catalogue)
    yield from _orphans(catalogue, models)
    for model in models:
        yield from _stale(catalogue, model)
        if len(catalogue.examples(model)) < EXAMPLES:
            where = f"examples/{model.NAME}/{model.VERSION}/"
            yield f"{model.type()}: fewer than {EXAMPLES} examples: add {where}full.json and minimal.json, then freeze"


def freeze(catalogue: Catalogue, events: Iterable[type[Event]]) -> list[str]:
    """Writes what is new and returns the paths of what was locked. Raises Frozen, and then has written nothing."""
    models = list(events)
    refusals = [*_changed(catalogue), *(line for model in models for line in _refused(catalogue, model))]
    if refusals:
        raise Frozen("\n".join(refusals))
    for model in models:
        _write(catalogue, model)
    known = catalogue.locked()
    new = {name: digest(path) for name, path in catalogue.files().items() if name not in known}
    catalogue.lock(known | new)
    return sorted(new)


def _changed(catalogue: Catalogue) -> Iterator[str]:
    for name, locked in catalogue.locked().items():
        path = catalogue.root / name
        if not path.exists():
            yield f"{name}: frozen and gone: bring it back (git checkout -- schemas/{name})"
        elif digest(path) != locked:
            yield (
                f"{name}: frozen and changed: bring it back (git checkout -- schemas/{name}) "
                "and add a new version of the event, or a new example, instead (schemas/README.md)"
            )


def _unlocked(catalogue: Catalogue) -> Iterator[str]:
    for name in catalogue.files().keys() - catalogue.locked().keys():
        yield f"{name}: not in {LOCK}: run python -m lead_contracts.freeze"


def _orphans(catalogue: Catalogue, models: list[type[Event]]) -> Iterator[str]:
    stems = tuple(f"{model.NAME}.v{model.VERSION}." for model in models)
    folders = {f"examples/{model.NAME}/{model.VERSION}" for model in models}
    for name in catalogue.files():
        folder, _, file = name.rpartition("/")
        if not (file.startswith(stems) if folder == "events" else folder in folders):
            yield f"{name}: no model reads it: its version must stay readable, bring its model back"


def _stale(catalogue: Catalogue, model: type[Event]) -> Iterator[str]:
    frozen = catalogue.schemas(model)
    if not frozen:
        yield f"{model.type()}: no frozen schema: run python -m lead_contracts.freeze"
    elif not same(frozen[-1], json_schema(model)):
        yield from _refused(catalogue, model)
        if not breaks(frozen[-1], json_schema(model)):
            yield f"{model.type()}: has new members: run python -m lead_contracts.freeze"


def _refused(catalogue: Catalogue, model: type[Event]) -> Iterator[str]:
    for frozen in catalogue.schemas(model)[-1:]:
        broken = breaks(frozen, json_schema(model))
        if broken:
            yield (
                f"{model.type()}: changed at {', '.join(broken)}: undo it "
                f"and add version {model.VERSION + 1} beside it (schemas/README.md)"
            )


def _write(catalogue: Catalogue, model: type[Event]) -> None:
    frozen, current = catalogue.schemas(model), json_schema(model)
    if not frozen or not same(frozen[-1], current):
        path = catalogue.schema_path(model, len(frozen) + 1)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pretty(current), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """0: all is well; 1: something is wrong, and what."""
    catalogue = Catalogue()
    try:
        new = [] if "--check" in arguments else freeze(catalogue, REGISTRY.values())
    except Frozen as refused:
        sys.stdout.write(f"{refused}\n")
        return 1
    sys.stdout.writelines(f"frozen: {name}\n" for name in new)
    wrong = list(problems(catalogue, REGISTRY.values()))
    sys.stdout.writelines(f"{line}\n" for line in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
