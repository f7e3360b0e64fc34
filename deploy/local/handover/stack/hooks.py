"""What has to be in Kafka before the services start."""

from pathlib import Path


def create_topics(bootstrap_servers: str) -> None:
    """Creates the topics that are missing, as ``topics.yaml`` says."""


def publish_configuration(bootstrap_servers: str, config_dir: Path) -> None:
    """Publishes the rule sets, policies and reps of ``config_dir``."""


def rep_ids(config_dir: Path) -> tuple[str, ...]:
    """The reps that get an API key at the first start."""
    return ()
