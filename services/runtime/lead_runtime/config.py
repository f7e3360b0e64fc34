"""Rule sets, reps and policies as YAML (1.2), checked by a pydantic model; what is wrong is said with its line.

class Policy(ConfigModel): ...
policy = load_yaml(path, Policy)      # or ConfigError: policies/eu.yaml:12: clocks.0.due: a number was expected
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lead_runtime.exits import ConfigurationError

ModelT = TypeVar("ModelT", bound=BaseModel)
Location: TypeAlias = Sequence[int | str]

_WORDS: Final = {
    "model_type": "keys with values were expected",
    "extra_forbidden": "this key is not known here",
    "missing": "this key is missing",
}
_QUOTES: Final = "a text that begins with ! or \" goes into single quotes: '…'"
_HINTS: Final = {
    "determine a constructor for the tag": _QUOTES,
    "expected <block end>, but found '<scalar>'": _QUOTES,
    "'\\t'": "indent with spaces, not with tabs",
}


class ConfigModel(BaseModel):
    """The base of what is read from YAML: frozen, and a key that it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Mistake:
    """``line`` counts from 1; ``key`` is a dotted path (``clocks.0.due``), empty for the file as a whole."""

    line: int
    key: str
    expected: str


class ConfigError(ConfigurationError):
    """A file that cannot be used. Its text has a line for each mistake: ``file:line: key: what was expected``."""

    def __init__(self, path: Path, mistakes: Sequence[Mistake]) -> None:
        self.path, self.mistakes = path, tuple(mistakes)
        super().__init__("\n".join(_say(path, each) for each in self.mistakes))


def load_yaml(path: Path, model: type[ModelT]) -> ModelT:
    """The file as ``model``. Raises ConfigError that names every mistake in it."""
    text = _read(path)
    try:
        tree, content = YAML(typ="safe", pure=True).compose(text), YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ConfigError(path, [Mistake(mark.line + 1 if mark else 1, "", _problem(error))]) from None
    except YAMLError as error:
        raise ConfigError(path, [Mistake(1, "", str(error).splitlines()[0])]) from None
    if content is None:
        raise ConfigError(path, [Mistake(1, "", "the file is empty")])
    try:
        return model.model_validate(content)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        raise ConfigError(path, [_mistake(tree, each) for each in details if not _follows(each, details)]) from None


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(path, [Mistake(line, "", "UTF-8 was expected")]) from None
    except OSError as error:
        raise ConfigError(path, [Mistake(1, "", error.strerror or "it cannot be read")]) from None


def _problem(error: MarkedYAMLError) -> str:
    said = " ".join((error.problem or "this is not YAML").split("\n")[0].split())
    hint = next((hint for sign, hint in _HINTS.items() if sign in said), None)
    return f"{said}; {hint}" if hint else said


def _follows(error: ErrorDetails, others: Sequence[ErrorDetails]) -> bool:
    """Whether it only follows from a mistake inside: a list is too short where its items are wrong."""
    own = error["loc"]
    return any(len(other["loc"]) > len(own) and other["loc"][: len(own)] == own for other in others)


def _mistake(tree: Node, error: ErrorDetails) -> Mistake:
    key = ".".join(str(part) for part in error["loc"])
    said = _WORDS.get(error["type"]) or error["msg"].removeprefix("Value error, ")
    return Mistake(_line(tree, error["loc"]), key, said)


def _line(node: Node, location: Location) -> int:
    """The line of the key, or of the innermost thing around it that is there."""
    line = node.start_mark.line
    for part in location:
        found = _child(node, part)
        if found is None:
            continue  # a union's or validator's part of the location is not in the file
        line, node = found
    return int(line) + 1


def _child(node: Node, part: int | str) -> tuple[int, Node] | None:
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        item: Node = node.value[part]
        return item.start_mark.line, item
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode) and key.value == str(part):
                return key.start_mark.line, value
    return None


def _say(path: Path, mistake: Mistake) -> str:
    key = f" {mistake.key}:" if mistake.key else ""
    return f"{path}:{mistake.line}:{key} {mistake.expected}"
