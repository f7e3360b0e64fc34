"""Why a delivery cannot become leads. The name of the class is the reason that people see."""


class IntakeError(Exception):
    """The root. ``field`` names the member at fault, where there is one; the message holds no personal data."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class UnreadableBody(IntakeError):
    """The bytes are not what their content type says."""


class WrongShape(IntakeError):
    """The body can be read, but it is not what this source sends."""


class UnknownSource(IntakeError):
    """No adapter is known for the source."""


class OversizedBody(IntakeError):
    """The body is longer than the limit."""


class NoReach(IntakeError):
    """The lead has neither an e-mail address nor a phone number: nobody could answer it."""


class NobodyNamed(IntakeError):
    """The activity does not say, in a way that identifies somebody, with whom it was."""


class FutureClock(IntakeError):
    """The activity says that it happened later than now, by more than clocks differ."""


class BadSignature(IntakeError):
    """The delivery does not prove that it comes from its source."""
