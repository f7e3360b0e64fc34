"""The worker: raw deliveries in, leads, activities and suppressions out, exactly once."""
