"""Dead letters from an operator's side: which there are, what is in them, and how they are mended."""

from handover.dead_letters.letters import Letter, Letters
from handover.dead_letters.resolving import Resolver

__all__ = ["Letter", "Letters", "Resolver"]
