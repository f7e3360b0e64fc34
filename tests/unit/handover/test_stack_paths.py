"""Where things are kept."""

from pathlib import Path

import pytest

from handover.errors import HandoverError
from handover.stack.paths import cache_directory, checkout, data_directory


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HANDOVER_CACHE", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    place = tmp_path / "checkout"
    (place / "deep" / "down").mkdir(parents=True)
    (place / "pyproject.toml").touch()
    monkeypatch.chdir(place / "deep" / "down")
    return place


def test_the_data_directory_is_in_the_checkout_wherever_one_stands_in_it(bare: Path) -> None:
    assert checkout() == bare
    assert data_directory() == bare / ".handover"


def test_the_cache_is_where_the_variable_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HANDOVER_CACHE", str(tmp_path / "mine"))
    assert cache_directory() == tmp_path / "mine"


def test_the_cache_follows_xdg_then_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache_directory() == tmp_path / "home" / ".cache" / "handover"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_directory() == tmp_path / "xdg" / "handover"


@pytest.mark.parametrize("home", ["", "/proc/nobody", None])
def test_without_a_home_that_can_be_written_the_cache_is_in_the_checkout(
    home: str | None, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if home is not None:
        monkeypatch.setenv("HOME", home)
    assert cache_directory() == bare / ".handover" / "cache"
    assert cache_directory().is_dir()


def test_a_place_that_cannot_be_written_is_named_with_what_chooses_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOVER_CACHE", "/proc/nowhere")
    with pytest.raises(HandoverError, match="/proc/nowhere cannot be written") as caught:
        cache_directory()
    assert "HANDOVER_CACHE" in caught.value.way_out
