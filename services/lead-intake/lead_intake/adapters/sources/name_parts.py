"""``Name`` beside a first name is the last one, and the other way round: Nom et Prénom, Name und Vorname."""


def last_beside(first: str, whole: str) -> str | None:
    """The last name, where ``whole`` is it or the full name; None where it says no more than ``first``."""
    given, name = first.split(), whole.split()
    return " ".join(name[len(given) :] if name[: len(given)] == given else name) or None


def first_beside(last: str, whole: str) -> str | None:
    """The first name, where ``whole`` is it or the full name; None where it says no more than ``last``."""
    family, name = last.split(), whole.split()
    return " ".join(name[: -len(family)] if family and name[-len(family) :] == family else name) or None
