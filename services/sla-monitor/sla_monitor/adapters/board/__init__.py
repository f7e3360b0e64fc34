"""The read models in Redis: open clocks, alerts, the live feed. They can be lost and rebuilt."""
