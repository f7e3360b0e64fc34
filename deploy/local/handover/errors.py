"""What a command says when it cannot go on: what is wrong, and the way out."""


class HandoverError(Exception):
    """Ends a command with a clear message and no traceback.

    ``message`` says what is wrong, ``way_out`` what to do about it (may be empty). ``exit_code`` is 1 unless said
    otherwise.
    """

    def __init__(self, message: str, way_out: str = "", *, exit_code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.way_out = way_out
        self.exit_code = exit_code
