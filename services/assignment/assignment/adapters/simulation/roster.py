"""A draft of the roster against the changes of history: the file says who is there and what they can do; what happened to
people, happened: absences, pauses and leaving of history count for them too.
"""

from collections.abc import Iterator, Sequence

from lead_contracts.events import RepChanged


class Roster:
    """``draft``: all who are there; None: whoever history has."""

    def __init__(self, draft: Sequence[RepChanged] | None) -> None:
        self._draft = None if draft is None else {event.rep_id: event for event in draft}
        self._known: dict[str, RepChanged] = {}
        self._begun = False

    def changed(self, event: RepChanged) -> Iterator[RepChanged]:
        """What a change of history means, for the pools that the events name."""
        before = self._known.get(event.rep_id)
        if event.name or before is None:  # a tombstone is told to the pools without a name
            self._known[event.rep_id] = event
        if not (self._begun and self._draft is not None):
            yield event
        elif event.rep_id in self._draft:
            yield _both(self._draft[event.rep_id], event)

    def begin(self) -> Iterator[RepChanged]:
        """The draft is in force from here on: who is in no file is gone, who moves is told where they were too."""
        self._begun = True
        if self._draft is None:
            return
        for rep_id, then in self._known.items():
            if rep_id not in self._draft:
                yield then.model_copy(update={"active": False, "left": True})
            elif then.pool != self._draft[rep_id].pool:
                yield then.model_copy(update={"active": False})
        for rep_id, event in self._draft.items():
            yield _both(event, self._known[rep_id]) if rep_id in self._known else event


def _both(draft: RepChanged, then: RepChanged) -> RepChanged:
    return draft.model_copy(
        update={
            "absences": tuple(dict.fromkeys((*draft.absences, *then.absences))),
            "active": draft.active and then.active,
            "left": bool(draft.left or then.left) or None,
        }
    )
