"""A body is bounded whatever it claims, and what is packed in it is not trusted."""

import gzip
import zlib
from collections.abc import AsyncIterator

import httpx
import pytest

pytestmark = pytest.mark.anyio
GZIP = {"content-encoding": "gzip"}
LIMIT = 1 << 20


async def in_chunks(body: bytes, size: int = 4096) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


async def test_a_body_of_5_mb_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/raw", content=b"x" * (5 << 20))
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    assert str(LIMIT) in response.json()["detail"]


async def test_a_body_of_5_mb_without_its_length_is_refused_while_it_streams(client: httpx.AsyncClient) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        async for chunk in in_chunks(b"x" * (5 << 20)):
            read += len(chunk)
            yield chunk

    response = await client.post("/v1/raw", content=endless())
    assert response.status_code == 413
    assert read <= LIMIT + 4096


async def test_a_length_that_lies_does_not_help(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/raw", content=in_chunks(b"x" * (2 << 20)), headers={"content-length": "3"})
    assert response.status_code == 413


async def test_a_body_at_the_limit_is_taken(client: httpx.AsyncClient) -> None:
    assert (await client.post("/v1/raw", content=b"x" * LIMIT)).json() == {"bytes": LIMIT}


async def test_a_path_may_have_a_limit_of_its_own(client: httpx.AsyncClient) -> None:
    assert (await client.post("/v1/imports", content=b"x" * (3 << 20))).json() == {"bytes": 3 << 20}
    assert (await client.post("/v1/imports", content=b"x" * (5 << 20))).status_code == 413


async def test_a_json_body_over_the_limit_is_413_and_not_a_parse_error(client: httpx.AsyncClient) -> None:
    headers = {"content-type": "application/json"}
    response = await client.post("/v1/leads", content=in_chunks(b'{"leads": "' + b"x" * (2 << 20)), headers=headers)
    assert response.status_code == 413


async def test_gzip_is_unpacked(client: httpx.AsyncClient) -> None:
    body = gzip.compress(b'{"leads": [{"email": "ann@example.com", "score": 7}]}')
    response = await client.post("/v1/leads", content=body, headers={**GZIP, "content-type": "application/json"})
    assert response.json() == {"count": 1}


async def test_gzip_in_small_chunks_and_several_members_is_unpacked(client: httpx.AsyncClient) -> None:
    body = gzip.compress(b"one") + gzip.compress(b"two")
    assert (await client.post("/v1/raw", content=in_chunks(body, 1), headers=GZIP)).json() == {"bytes": 6}


@pytest.mark.parametrize("bits", [zlib.MAX_WBITS, -zlib.MAX_WBITS])
@pytest.mark.parametrize("chunk", [1, 7, 4096])
async def test_deflate_is_unpacked_with_its_header_and_without(
    client: httpx.AsyncClient, bits: int, chunk: int
) -> None:
    packer = zlib.compressobj(wbits=bits)
    body = packer.compress(b"x" * 300_001) + packer.flush()
    response = await client.post("/v1/raw", content=in_chunks(body, chunk), headers={"content-encoding": "deflate"})
    assert response.json() == {"bytes": 300_001}


@pytest.mark.parametrize(
    "body", [b"\x78", b"\xff\xff\xff", zlib.compress(b"x" * 99)[:-6], zlib.compress(b"x") + b"tail"]
)
async def test_broken_deflate_is_a_bad_request(client: httpx.AsyncClient, body: bytes) -> None:
    response = await client.post("/v1/raw", content=body, headers={"content-encoding": "deflate"})
    assert (response.status_code, response.json()["detail"]) == (400, "The body is not valid deflate.")


async def test_what_zlib_still_holds_when_all_is_read_is_not_forgotten(client: httpx.AsyncClient) -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    body = packer.compress(b"x" * 262_165) + packer.flush()  # a little more than one piece
    response = await client.post("/v1/raw", content=body, headers={"content-encoding": "deflate"})
    assert response.json() == {"bytes": 262_165}


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate"])
async def test_an_empty_body_is_empty_in_every_encoding(client: httpx.AsyncClient, encoding: str) -> None:
    response = await client.post("/v1/raw", content=b"", headers={"content-encoding": encoding})
    assert response.json() == {"bytes": 0}


async def test_what_is_hundreds_of_times_its_size_is_refused_before_a_large_limit(client: httpx.AsyncClient) -> None:
    most_of_the_limit = gzip.compress(b"a,b\n" * (3 << 18))
    response = await client.post("/v1/imports", content=most_of_the_limit, headers=GZIP)
    assert (response.status_code, "200 times" in response.json()["detail"]) == (413, True)


async def test_a_list_that_packs_well_is_no_bomb(client: httpx.AsyncClient) -> None:
    rows = b"".join(b"person%d@firm%d.example,Firm %d\n" % (n, n % 99, n % 99) for n in range(60_000))
    response = await client.post("/v1/imports", content=gzip.compress(rows), headers=GZIP)
    assert response.json() == {"bytes": len(rows)}


async def test_a_bomb_is_refused_before_it_is_unpacked(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked = 0
    real = zlib.decompressobj

    class Watched:
        def __init__(self, bits: int) -> None:
            self._inner = real(bits)

        def __getattr__(self, name: str) -> object:
            return getattr(self._inner, name)

        def decompress(self, data: bytes, most: int) -> bytes:
            nonlocal unpacked
            result = self._inner.decompress(data, most)
            unpacked += len(result)
            return result

    monkeypatch.setattr("lead_runtime.http.body.zlib.decompressobj", Watched)
    bomb = gzip.compress(b"\0" * (64 << 20), compresslevel=1)
    response = await client.post("/v1/imports", content=bomb, headers=GZIP)
    assert response.status_code == 413
    assert unpacked <= (1 << 20) + (1 << 18)


@pytest.mark.parametrize("body", [b"this is not gzip", gzip.compress(b"x" * 1000)[:-9], gzip.compress(b"x") + b"tail"])
async def test_broken_gzip_is_a_bad_request(client: httpx.AsyncClient, body: bytes) -> None:
    response = await client.post("/v1/raw", content=body, headers=GZIP)
    assert response.status_code == 400
    assert response.json()["detail"] == "The body is not valid gzip."


async def test_another_encoding_is_answered_with_those_that_are_taken(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/raw", content=b"x", headers={"content-encoding": "br"})
    assert response.status_code == 415
    assert response.headers["accept-encoding"] == "gzip, deflate, identity"
