"""How the outside reaches the application: sources, signatures, HTTP, Kafka and Redis."""
