"""Waits for brokers by asking them."""

import logging
import time
from collections.abc import Mapping

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from handover.errors import HandoverError
from handover.stack.process import Process

_PAUSE = 0.05  # seconds between two questions


def wait_until_ready(brokers: Mapping[str, Process], cluster_id: str, timeout: float) -> None:
    """Returns when each of ``brokers`` (by address) answers and counts itself in the cluster of that id.

    Each is asked itself: the others go on naming a broker that was killed for some seconds. The id tells them from a
    stranger on the same port. Raises HandoverError with the end of the log of one that ended, or did not answer within
    ``timeout`` seconds.
    """
    deadline = time.monotonic() + timeout
    for address, process in brokers.items():
        while not _answers(address, cluster_id, len(brokers)):
            if not process.running:
                raise _failed(process, f"ended with code {process.exit_code}")
            if time.monotonic() > deadline:
                raise _failed(process, f"did not answer within {timeout:.0f} s")
            time.sleep(_PAUSE)


def _failed(process: Process, how: str) -> HandoverError:
    return HandoverError(f"{process.name} {how}. The end of {process.log}:\n{process.log_tail()}")


def _answers(address: str, cluster_id: str, brokers: int) -> bool:
    # A client that cannot connect logs each try; while a broker starts that is no news.
    logger = logging.getLogger("kafka")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with KafkaAdminClient(bootstrap_servers=address, bootstrap_timeout_ms=1000, request_timeout_ms=2000) as admin:
            cluster = admin.describe_cluster()
            named = [f"{broker['host']}:{broker['port']}" for broker in cluster["brokers"]]
            return cluster["cluster_id"] == cluster_id and address in named and len(named) >= brokers
    except (KafkaError, OSError):
        return False
    finally:
        logger.setLevel(level)
