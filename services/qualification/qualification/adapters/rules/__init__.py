"""Rule sets: the file, its compilation, the published versions."""
