"""The story of one lead, told from the topics."""

from handover.story.reading import Story, read_story

__all__ = ["Story", "read_story"]
