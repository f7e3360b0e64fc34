"""``handover up``: the whole stack on this machine, detached."""

from typing import Annotated

import typer

from handover.commands.options import Directory, Json, console, print_json
from handover.commands.status import processes, summary
from handover.stack.keys import KeyRing
from handover.stack.plan import Plan, service
from handover.stack.preflight import variable
from handover.stack.progress import launch
from handover.stack.state import StackState


def _port(what: str) -> typer.models.OptionInfo:
    """The option and the variable for the port of ``what``."""
    option: typer.models.OptionInfo = typer.Option(
        f"--port-{what}", envvar=variable(what), min=0, max=65535, help=f"Port of {what}; 0: a free one."
    )
    return option


def up(
    directory: Directory,
    port_kafka: Annotated[int, _port("kafka")] = 19092,
    port_valkey: Annotated[int, _port("valkey")] = 16379,
    port_lead_intake: Annotated[int, _port("lead-intake")] = 18081,
    port_qualification: Annotated[int, _port("qualification")] = 18082,
    port_assignment: Annotated[int, _port("assignment")] = 18083,
    port_sla_monitor: Annotated[int, _port("sla-monitor")] = 18084,
    workers: Annotated[int, typer.Option(envvar="HANDOVER_WORKERS", min=1, help="Processes of each service.")] = 1,
    brokers: Annotated[int, typer.Option(envvar="HANDOVER_BROKERS", min=1, max=3, help="Kafka brokers: 1 or 3.")] = 1,
    heap_mb: Annotated[int, typer.Option(envvar="HANDOVER_HEAP_MB", min=128, help="Heap of a broker, in MB.")] = 512,
    json: Json = False,
) -> None:
    """Starts Kafka, Valkey and the four services, and returns when they are ready.

    The first start fetches Kafka's jars (45 MB); later ones need no network. What fails leaves nothing running.
    """
    ports = {
        "lead-intake": port_lead_intake,
        "qualification": port_qualification,
        "assignment": port_assignment,
        "sla-monitor": port_sla_monitor,
    }
    plan = Plan(
        directory=directory.resolve(),
        services=tuple(service(name, port=port, workers=workers) for name, port in ports.items()),
        brokers=brokers,
        heap_mb=heap_mb,
        kafka_port=port_kafka,
        valkey_port=port_valkey,
    )
    state = launch(plan)
    if json:
        print_json(summary(plan.directory, state))
    else:
        _show(plan, state)


def _show(plan: Plan, state: StackState) -> None:
    console.print(processes(state))
    console.print(f"API keys: {KeyRing(plan.directory).file}   logs: {plan.logs}")
    console.print("See it with `handover status`, stop it with `handover down`.")
