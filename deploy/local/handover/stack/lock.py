"""Writes ``jars.lock``: ``python -m handover.stack.lock`` (needs the network; run it to change Kafka's version).

Kafka is resolved alone: resolved beside the logging bridge, the bridge's own dependency management wins and puts the
clients of an older Kafka under the broker.
"""

import tempfile
from pathlib import Path

from jgo.maven import MavenContext

from handover.stack.jars import LOCK, Jar, digest

KAFKA = "org.apache.kafka:kafka_2.13:4.2.2"
LOGGING = "org.apache.logging.log4j"
BRIDGE = "log4j-slf4j-impl"


def resolve(folder: Path) -> list[Jar]:
    """Fetches Kafka's jars, and the bridge of the same version as its log4j, into ``folder``."""
    context = MavenContext(repo_cache=folder)
    inputs, transitive = context.resolver.resolve([context.create_dependency(KAFKA)])
    artifacts = [dependency.artifact for dependency in (*inputs, *transitive) if dependency.scope != "provided"]
    version = next(artifact.version for artifact in artifacts if artifact.groupId == LOGGING)
    artifacts.append(context.project(LOGGING, BRIDGE).at_version(version).artifact())
    return [_jar(f"{a.groupId}:{a.artifactId}:{a.version}", a.resolve()) for a in artifacts]


def _jar(coordinate: str, file: Path) -> Jar:
    return Jar(coordinate, file.stat().st_size, digest(file))


def main() -> None:
    """Resolves and writes the lock, sorted."""
    with tempfile.TemporaryDirectory() as folder:
        jars = sorted(resolve(Path(folder)), key=lambda jar: jar.coordinate)
    LOCK.write_text("".join(f"{jar.sha256}  {jar.size:>9}  {jar.coordinate}\n" for jar in jars), encoding="utf-8")
    print(f"{len(jars)} jars, {sum(jar.size for jar in jars) / 1e6:.1f} MB, written to {LOCK.name}")


if __name__ == "__main__":
    main()
