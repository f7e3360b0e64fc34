"""What people are shown, in Redis: folded from the topics at least once, and read."""
