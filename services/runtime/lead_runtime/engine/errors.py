"""What can go wrong, by name: the type says what happens next."""


class EngineError(Exception):
    """The root of the engine's own errors."""


class Transient(EngineError):
    """Something will pass: only this partition waits, with backoff, and the record is tried again. Nothing is lost."""


class InvalidInput(EngineError):
    """The record cannot be processed, now or later: it goes to the dead letters and its neighbours go on."""


class FloodOfDeadLetters(EngineError):
    """Too many dead letters in a row: the worker halts, loudly, before a bad release drains every lead into them."""


class Fenced(EngineError):
    """Another member owns the partitions, or the outcome is unknown: discard, own nothing, rejoin, restore."""


class UnequalPartitions(EngineError):
    """The inputs do not have the same partition count, or a partition number was split between workers: refuse to work."""


class UnknownStateVersion(EngineError):
    """The state was written by a newer release that this one cannot read: refuse to work."""


class UndeclaredOutput(EngineError):
    """A handler wrote to a topic that its topology does not declare."""


class StateTooLarge(InvalidInput):
    """The record would make a state value larger than a changelog record may be: it goes to the dead letters."""


class OutputTooLarge(InvalidInput):
    """The record would make an output larger than a topic takes: it goes to the dead letters."""
