"""Why bytes are not an event. No message holds a value from the data: they are written to logs and dead letters."""

from typing import Final

_LONGEST_TYPE: Final = 120


class ContractError(ValueError):
    """The root of the four."""


class MalformedEvent(ContractError):
    """Not a CloudEvent: ``attribute`` is missing, doubled or unreadable."""

    def __init__(self, attribute: str, problem: str) -> None:
        super().__init__(f"{attribute}: {problem}")
        self.attribute = attribute
        self.problem = problem


class UnknownEventType(ContractError):
    """A CloudEvent, but of a type that no contract has."""

    def __init__(self, event_type: str) -> None:
        self.event_type = _printable(event_type)
        super().__init__(f"{self.event_type}: no such contract")


class UnsupportedVersion(ContractError):
    """A version of a known contract that this release does not read."""

    def __init__(self, event_type: str) -> None:
        self.event_type = _printable(event_type)
        super().__init__(f"{self.event_type}: this release does not read that version")


class ContractViolation(ContractError):
    """The data breaks its contract at ``field``, a dotted path (``delivery.offset``; ``reasons.0.points``; ``data``).

    ``problem`` is a word for it (``missing``, ``literal_error``); ``fields`` holds every field that is wrong.
    """

    def __init__(self, event_type: str, field: str, problem: str, fields: tuple[str, ...] = ()) -> None:
        super().__init__(f"{event_type}: {field}: {problem}")
        self.event_type = event_type
        self.field = field
        self.problem = problem
        self.fields = fields or (field,)


def _printable(event_type: str) -> str:
    return event_type[:_LONGEST_TYPE].encode("ascii", "backslashreplace").decode("ascii")
