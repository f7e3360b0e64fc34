"""``handover down``: stops what ``up`` started."""

from handover.commands.options import Directory, Json, console, print_json
from handover.stack import control


def down(directory: Directory, json: Json = False) -> None:
    """Stops the services, then Valkey, then Kafka. Data, keys and logs stay. Nothing running is fine as well."""
    stopped = control.halt(directory.resolve())
    if json:
        print_json({"stopped": stopped})
    else:
        console.print("Stopped." if stopped else f"Nothing is running in {directory}.")
