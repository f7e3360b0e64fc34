"""The sample's engine as a process of its own, to be killed and frozen: ``python -m tests.engine.worker GROUP SOURCE …``.

With PAUSE=before or PAUSE=after it writes ``in transaction`` to its output and lingers there, once, in its third
transaction: the moment at which a test freezes it.
"""

import asyncio
import os
import signal
import sys

from tests.engine.sample import Names, Sample

from lead_runtime.engine.engine import Engine
from lead_runtime.engine.settings import EngineSettings

LINGER_S, AT = 1.0, 3


class Linger:
    def __init__(self) -> None:
        self.transactions = 0

    async def __call__(self) -> None:
        self.transactions += 1
        if self.transactions == AT:
            print("in transaction", flush=True)
            await asyncio.sleep(LINGER_S)


async def main() -> None:
    names = Names(*sys.argv[1:6])
    pause = os.environ.get("PAUSE")
    engine = Engine(
        Sample(names).topology(),
        EngineSettings(
            bootstrap=os.environ["BOOTSTRAP"],
            slot=os.environ["SLOT"],
            max_batch=50,
            session_timeout_ms=3000,
            transaction_timeout_ms=4000,
            pause_before_offsets=Linger() if pause == "before" else None,
            pause_after_offsets=Linger() if pause == "after" else None,
        ),
    )
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, engine.request_stop)
    print("up", flush=True)
    await engine.run()


if __name__ == "__main__":
    asyncio.run(main())
