"""What intake is held against: one path that keeps a lead in Kafka and promises nothing else. ``python -m … TOPIC``."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import uvicorn
from aiokafka import AIOKafkaProducer
from fastapi import FastAPI
from pydantic import BaseModel


class Lead(BaseModel):
    email: str
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    job_title: str | None = None
    country: str | None = None
    message: str | None = None


def application(topic: str) -> FastAPI:
    """With the producer's settings of lead-intake."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        app.state.producer = AIOKafkaProducer(
            bootstrap_servers=os.environ["HANDOVER_BOOTSTRAP_SERVERS"],
            acks="all",
            enable_idempotence=True,
            linger_ms=1,
            compression_type="lz4",
        )
        await app.state.producer.start()
        yield
        await app.state.producer.stop()

    app = FastAPI(lifespan=life)

    @app.post("/v1/leads", status_code=202)
    async def take(lead: Lead) -> dict[str, str]:
        delivery_id = str(uuid4())
        await app.state.producer.send_and_wait(topic, lead.model_dump_json().encode(), delivery_id.encode())
        return {"delivery_id": delivery_id}

    @app.get("/readyz")
    async def ready() -> str:
        return "ready"

    return app


if __name__ == "__main__":
    uvicorn.run(
        application(sys.argv[1]),
        port=int(os.environ["HANDOVER_HTTP_PORT"]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
