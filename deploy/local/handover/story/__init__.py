"""The story of one lead, told from the topics."""

from handover.story.reading import Story, names_of_reps, read_story

__all__ = ["Story", "names_of_reps", "read_story"]
