"""``handover demo``: the main job on real Kafka and Valkey, told so that one sees it at a glance."""
