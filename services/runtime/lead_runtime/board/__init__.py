"""What people are shown lies in Redis and can be lost: noticed, said, and filled again from the topics."""
