"""What is on the wire: events, envelope, topics, ids and the rules by which deliveries are normalised."""
