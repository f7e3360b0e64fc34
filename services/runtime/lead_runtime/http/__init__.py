"""The HTTP side of a process: application, keys, problems, limits."""
