"""faust hosts every process: engines, uvicorn and read models as its supervised services.

def build(settings: Settings) -> ServiceSpec: ...        # a service's bootstrap
sys.exit(main(Settings, build))                          # its __main__
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from lead_runtime import exits
from lead_runtime import settings as _settings
from lead_runtime.engine.api import Topology
from lead_runtime.engine.settings import Pause, next_please
from lead_runtime.host.spec import Background, Erased, Hosted, ReadModel, Seen, ServiceSpec
from lead_runtime.settings import RuntimeSettings

if TYPE_CHECKING:
    from lead_runtime.engine.engine import Engine

__all__ = ["Background", "Erased", "Hosted", "ReadModel", "Seen", "ServiceSpec", "engine_of", "main", "run"]

SettingsT = TypeVar("SettingsT", bound=RuntimeSettings)


def main(settings: type[SettingsT], build: Callable[[SettingsT], ServiceSpec]) -> int:
    """Reads the settings, builds the process, runs it; returns the exit code.

    What is wrong with the configuration is said on stderr in plain words, and the code is 78.
    """
    try:
        spec = build(_settings.load(settings))
    except exits.ConfigurationError as error:
        exits.refuse(str(error))
    return run(spec)


def run(spec: ServiceSpec) -> int:
    """Runs the process until it is told to stop or a part of it fails; returns the exit code: 0, 70 or 78."""
    from lead_runtime.host import worker  # faust and uvloop are for processes that run, not for those that look

    return worker.run(spec)


def engine_of(topology: Topology, settings: RuntimeSettings, between_turns: Pause = next_please) -> "Engine":
    """The engine of ``topology`` with the process's settings and metrics, to be put into the ServiceSpec."""
    from lead_runtime.host import engines

    return engines.engine_of(topology, settings, between_turns)
