"""The contracts stay light: a service pays only for what it uses."""

import subprocess
import sys

import pytest

HEAVY = ("phonenumbers", "babel", "tldextract", "email_validator", "ruamel")
FOREIGN = ("kafka", "aiokafka", "faust", "redis", "fastapi", "lead_runtime", "requests", "opentelemetry")


def loaded_by(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    return set(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split())


@pytest.mark.parametrize("module", ["base", "events", "codec", "registry", "topics", "ids", "normalise"])
def test_an_import_loads_neither_clients_nor_what_only_normalisation_needs(module: str) -> None:
    assert not loaded_by(f"import lead_contracts.{module}") & {*HEAVY, *FOREIGN}


def test_normalising_loads_what_it_needs_and_no_client() -> None:
    loaded = loaded_by("from lead_contracts import normalise\nnormalise.phone('+442079460700')")
    assert "phonenumbers" in loaded
    assert not loaded & {"kafka", "aiokafka", "redis", "fastapi", "lead_runtime", "babel"}
