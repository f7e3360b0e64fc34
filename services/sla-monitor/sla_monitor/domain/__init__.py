"""The rules of the monitor: standard library only, pure functions over what is known of one lead."""
