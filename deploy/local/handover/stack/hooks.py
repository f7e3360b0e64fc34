"""What has to be in Kafka before the services start, and who gets an API key."""

from pathlib import Path

from handover import configuration
from handover.errors import HandoverError
from lead_runtime.admin import KafkaUnreachable, TopicMismatch, ensure_topics


def create_topics(bootstrap_servers: str, brokers: int) -> None:
    """Creates the topics that are missing, as ``topics.yaml`` says, with a copy on each of up to three brokers.

    Raises HandoverError.
    """
    copies = min(brokers, 3)
    try:
        ensure_topics(bootstrap_servers, replication_factor=copies, min_insync=max(1, copies - 1))
    except KafkaUnreachable as error:
        raise HandoverError(f"The topics could not be created: {error}.") from error
    except TopicMismatch as error:
        raise HandoverError(
            f"The data directory holds topics of another make: {error}.", "Choose another directory with --dir."
        ) from error


def publish_configuration(bootstrap_servers: str, config_dir: Path) -> None:
    """Publishes the rule sets, policies and reps of ``config_dir`` that are not published yet. Raises HandoverError."""
    configuration.publish(bootstrap_servers, config_dir)


def rep_ids(config_dir: Path) -> tuple[str, ...]:
    """The reps of ``config_dir``: each gets an API key of its own. Raises HandoverError."""
    return configuration.rep_ids(config_dir)
