"""``make bench``: measures everything and writes ``results.md``. Close what else runs on the machine first.

``python -m tests.benchmarks [throughput] [latency] [footprint] [intake] [adapters] [imports] [verdicts] [decisions] [state] [replay] [simulate]`` measures a part and replaces its section alone.
"""

import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.benchmarks import machine

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULTS = HERE / "results.md"
QUIX_VENV = ROOT / ".venv-bench"
WARM_S, ROUNDS, ROUND_S, FULL_S = 120, 3, 30, 60
Row = tuple[str, str, str]


def throughput() -> Iterable[Row]:
    """In an environment of its own: Quix Streams wants older releases of what we use."""
    python = QUIX_VENV / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", QUIX_VENV], check=True)
        lock = HERE / "requirements.lock"
        subprocess.run([python, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock], check=True)
        editable = ["--no-deps", "--no-build-isolation", "-e", "."]
        subprocess.run([python, "-m", "pip", "install", "-q", *editable], check=True, cwd=ROOT)
    done = subprocess.run(
        [python, "-m", "tests.benchmarks.throughput"], check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    for line in done.stdout.splitlines():
        if line.count(" | ") == 2:
            what, reached, aim = line.split(" | ")
            yield what, reached, aim


def latency() -> Iterable[Row]:
    from tests.benchmarks.latency import Load, measure, percentile, stack_without_caps

    def row(load: Load, aim: str) -> Iterable[Row]:
        p50, p99 = percentile(load.assigned, 0.5), percentile(load.assigned, 0.99)
        yield f"{load.rate} leads/s, intake to lead.assigned, p50 / p99 ms", f"{p50:.0f} / {p99:.0f}", aim
        yield f"{load.rate} leads/s, 202 from intake, p50 / p99 ms", _pair(load.answered), _aim_202(load.rate)

    def _pair(values: list[float]) -> str:
        return f"{percentile(values, 0.5):.0f} / {percentile(values, 0.99):.0f}"

    def _aim_202(rate: int) -> str:
        return "p99 under 50" if rate == 200 else ""

    with stack_without_caps() as stack:
        measure(stack, 200, WARM_S, "warm")  # a broker spends its first minutes on compiling itself
        for n in range(ROUNDS):
            yield from row(measure(stack, 20, ROUND_S, f"slow{n}"), "under 80 / 200")
            yield from row(measure(stack, 200, ROUND_S, f"brisk{n}"), "under 250 / 500")
        load = measure(stack, 500, FULL_S, "full")
        yield from row(load, "")
        first, second = statistics.median(load.half_way), statistics.median(load.assigned[len(load.half_way) :])
        grown = f"{load.refused} refused, {load.missing - load.refused} missing, median {first:.0f} ms in the first half, {second:.0f} ms in the second"
        yield "500 leads/s for a minute", grown, "lag does not grow"


def footprint() -> Iterable[Row]:
    from tests.benchmarks.footprint import start_seconds

    for _ in range(3):
        took, held = start_seconds()
        yield "stack up once cached, s", f"{took:.1f}", "under 15"
    yield "an idle service, MB", ", ".join(f"{name} {size:.0f}" for name, size in held.items()), "under 120"


def intake() -> Iterable[Row]:
    from tests.benchmarks.intake import measure

    rounds = measure()
    yield "bare FastAPI and aiokafka, 202/s", _spread([one.rate for one in rounds.bare], 0), ""
    yield "its CPU for each, ms", _spread([one.cpu for one in rounds.bare], 2), ""
    for what, found in (("HTTP side of lead-intake", rounds.http), ("lead-intake, worker included", rounds.whole)):
        pairs = list(zip(found, rounds.bare, strict=True))
        yield f"{what}, 202/s, acks=all", _spread([one.rate for one in found], 0), ""
        yield f"{what}, to the bare endpoint", _spread([one.rate / bare.rate for one, bare in pairs], 2), "at least 0.6"
        yield f"{what}, by CPU", _spread([bare.cpu / one.cpu for one, bare in pairs], 2), ""


def adapters() -> Iterable[Row]:
    from tests.benchmarks.adapters import measured, unmeasured

    found = measured()
    for one in found:
        found_p50, found_p99 = _spread(one.at(0.5), 0), _spread(one.at(0.99), 0)
        yield f"{one.name}, p50 / p99 µs", f"{found_p50} / {found_p99}", "p50 under 150"
    if missing := unmeasured(found):
        yield "read by no sample", ", ".join(sorted(missing)), "none"


def imports() -> Iterable[Row]:
    from tests.benchmarks.imports import measure

    yield from measure()


def verdicts() -> Iterable[Row]:
    from tests.benchmarks.verdicts import measure

    colleagues, strangers = measure(), measure(rounds=3, companies=60_000)
    pairs = zip(colleagues.verdicts, colleagues.still, strict=True)
    yield "verdicts/s of one process, exactly once, 50 conditions", _spread(colleagues.verdicts, 0), "at least 10,000"
    yield "the same, each lead of a company of its own", _spread(strangers.verdicts, 0), "at least 10,000"
    yield "the same leads, events and state a second, nothing decided", _spread(colleagues.still, 0), ""
    yield "verdicts to that", _spread([verdicts / still for verdicts, still in pairs], 2), ""


def decisions() -> Iterable[Row]:
    from tests.benchmarks import books
    from tests.benchmarks.decisions import SIZES, measure

    rates = measure()
    for size, aim in SIZES.items():
        yield f"decisions/s of one process, exactly once, {size:,} reps", _spread(rates.given[size], 0), aim
        yield "the same, each lead closed later", _spread(rates.closed[size], 0), ""
    for one in books.measure():
        yield f"assignment takes over books of {one.keys:,} values, s", f"{one.seconds:.0f}", ""
        yield "bytes of memory for each", f"{one.grown_mb * 1e6 / one.keys:.0f}", ""


def state() -> Iterable[Row]:
    from tests.benchmarks.state import measure

    for one in measure():
        yield f"qualification takes over {one.keys:,} leads, s", f"{one.seconds:.0f}", ""
        yield "bytes of memory for each", f"{one.grown_mb * 1e6 / one.keys:.0f}", ""


def replay() -> Iterable[Row]:
    from tests.benchmarks.replay import measure

    yield from measure()


def simulate() -> Iterable[Row]:
    from tests.benchmarks.simulate import measure

    yield from measure()


def _spread(values: list[float], digits: int) -> str:
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


PARTS: dict[str, Callable[[], Iterable[Row]]] = {
    "throughput": throughput,
    "latency": latency,
    "footprint": footprint,
    "intake": intake,
    "adapters": adapters,
    "imports": imports,
    "verdicts": verdicts,
    "decisions": decisions,
    "state": state,
    "replay": replay,
    "simulate": simulate,
}


def main() -> None:
    sections = _sections()
    for name in sys.argv[1:] or PARTS:
        rows = list(PARTS[name]())
        lines = [
            f"## {name}",
            "",
            *(f"- {fact}" for fact in machine.facts()),
            "",
            "| what | reached | aim |",
            "|---|---|---|",
        ]
        sections[name] = "\n".join([*lines, *(f"| {what} | {reached} | {aim} |" for what, reached, aim in rows), ""])
        print(sections[name], flush=True)
        _write(sections)


def _sections() -> dict[str, str]:
    text = RESULTS.read_text() if RESULTS.exists() else ""
    parts = text.split("\n## ")[1:]
    return {part.split("\n", 1)[0]: "## " + part for part in parts}


def _write(sections: dict[str, str]) -> None:
    head = "# Benchmarks\n\nWritten by `make bench`. Machines are shared and noisy: trust ratios and spreads.\n"
    RESULTS.write_text("\n".join([head, *(section.rstrip() + "\n" for section in sections.values())]))


if __name__ == "__main__":
    main()
