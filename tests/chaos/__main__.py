"""``python -m tests.chaos --minutes N``: three brokers, everything killed and frozen, a report; 1 on a violation."""

import argparse
import logging
import re
import shutil
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from tests.chaos import report
from tests.chaos.campaign import Lane, Verdict, fight
from tests.chaos.lanes import Scene
from tests.chaos.load import Load
from tests.chaos.mayhem import AMBUSHES, Mayhem
from tests.chaos.plan import chaos_plan
from tests.chaos.servers import lose_valkey, strike_brokers
from tests.chaos.stage import set_up

QUIET_WITHIN = 300.0


def main() -> int:
    """The exit code."""
    asked = _arguments()
    for client in ("kafka", "aiokafka"):  # that a broker is away is no news here
        logging.getLogger(client).setLevel(logging.CRITICAL)
    print(f"seed {asked.seed}, {asked.minutes:g} minutes, {asked.brokers} broker(s)", flush=True)
    folder = Path(asked.dir or tempfile.mkdtemp(prefix="chaos-"))
    verdict = _campaign(asked, folder)
    print(report.told(verdict))
    if verdict.violations:
        print(*verdict.violations, f"The data and logs are in {folder}.", sep="\n")
        return 1
    if not asked.dir:
        shutil.rmtree(folder)
    return 0


def _campaign(asked: argparse.Namespace, folder: Path) -> Verdict:
    plan = chaos_plan(folder, brokers=asked.brokers, long_run=asked.minutes > 10)
    with set_up(plan) as stack:
        scene = Scene(stack, asked.seed)
        load = Load(stack, asked.seed, stories_per_second=asked.rate)
        verdict = fight(stack, load, scene.account, asked.seed, _lanes(scene, asked.minutes * 60), QUIET_WITHIN)
        report.written(verdict, scene)
    return verdict


def _lanes(scene: Scene, seconds: float) -> list[Lane]:
    mayhem = Mayhem(scene)
    lanes: list[Lane] = [
        lambda: mayhem.kills((5, 13)),
        *(partial(mayhem.freezes, ambushes, again=True) for ambushes in AMBUSHES),
        lambda: lose_valkey(scene, (30, 120)),
        lambda: _end(scene, seconds),
    ]
    if scene.stack.plan.brokers > 1:
        lanes.append(lambda: strike_brokers(scene, (5, 20)))
    return [_ending(scene, lane) for lane in lanes]


def _end(scene: Scene, seconds: float) -> None:
    """Ends the mayhem when its time is over, and says on the way how it goes."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and not scene.over.wait(min(60.0, until - time.monotonic())):
        kills, freezes = len(scene.account.kills), len(scene.account.freezes)
        print(f"{max(0, until - time.monotonic()):.0f} s to go: {kills} kills, {freezes} freezes", flush=True)
    scene.over.set()


def _ending(scene: Scene, lane: Lane) -> Lane:
    """A lane that fails ends the mayhem for all."""

    def run() -> None:
        try:
            lane()
        except BaseException:
            scene.over.set()
            raise

    return run


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="of load and mayhem")
    parser.add_argument("--brokers", type=int, default=3, choices=(1, 3))
    parser.add_argument("--seed", type=_seed, default=f"{int(time.time())}", help="of all dice; default: the time")
    parser.add_argument("--rate", type=float, default=20, help="stories per second")
    parser.add_argument("--dir", help="where data and logs are kept; default: a folder that is removed if all is well")
    return parser.parse_args()


def _seed(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]{1,30}", text):
        raise argparse.ArgumentTypeError("1 to 30 of a-z 0-9 - were expected")
    return text


if __name__ == "__main__":
    sys.exit(main())
