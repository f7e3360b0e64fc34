"""What is shown to people, in words: decisions and stories. Pure; of a decision nothing but its frozen record and names."""

from assignment.adapters.words.decision import Reader, retold
from assignment.adapters.words.story import said

__all__ = ["Reader", "retold", "said"]
