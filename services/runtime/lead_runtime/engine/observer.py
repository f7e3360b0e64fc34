"""What the engine tells whoever measures it. The default says nothing; ``metrics_observer`` feeds Prometheus."""


class Observer:
    """Called from the engine's loop: must be quick, must not raise."""

    def batch(self, records: int, seconds: float) -> None:
        """A transaction was committed; ``seconds`` from begin to commit."""

    def dead_letter(self, error: str) -> None:
        """A dead letter was written, named by its error."""

    def timer(self, late: float) -> None:
        """A timer fired, ``late`` seconds after it was due."""

    def held_back(self, partition: int, seconds: float) -> None:
        """The timers of a partition have been held back for so long; 0 when they are not any more."""

    def lag(self, topic: str, partition: int, records: int) -> None:
        """How many records lie before us in a partition."""

    def handled(self, topic: str, records: int) -> None:
        """So many records of a topic were read in a committed transaction."""

    def written(self, topic: str, records: int) -> None:
        """So many records were written to a topic in a committed transaction."""

    def restoring(self, partition: int, share: float) -> None:
        """``share`` (0..1) of a partition's state has been read back."""

    def restored(self, partitions: int, keys: int, seconds: float) -> None:
        """A restore is whole."""

    def fenced(self) -> None:
        """A transaction was refused or its outcome is unknown."""
