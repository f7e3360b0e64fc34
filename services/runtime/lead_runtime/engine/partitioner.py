"""The partition of a key as the Java clients compute it, so that every writer of ours agrees with every other."""

from functools import lru_cache
from struct import unpack_from
from typing import Final

_M, _SEED, _MASK = 0x5BD1E995, 0x9747B28C, 0xFFFFFFFF


def murmur2(data: bytes) -> int:
    """MurmurHash2, 32 bits, with the seed of Kafka's default partitioner (KIP-480 keeps it for keyed records)."""
    length = len(data)
    h = _SEED ^ length
    for k in unpack_from(f"<{length // 4}I", data):
        k = k * _M & _MASK
        h = h * _M & _MASK ^ (k ^ k >> 24) * _M & _MASK
    tail = data[length & ~3 :]
    if tail:
        h = (h ^ int.from_bytes(tail, "little")) * _M & _MASK
    h = (h ^ h >> 13) * _M & _MASK
    return h ^ h >> 15


def place_of_key(key: bytes, partitions: int) -> int:
    """The partition (0..partitions-1) that records with this key lie in; for keys that come once."""
    return (murmur2(key) & 0x7FFFFFFF) % partitions


partition_of: Final = lru_cache(maxsize=1 << 16)(place_of_key)
"""The same for keys that come again."""
