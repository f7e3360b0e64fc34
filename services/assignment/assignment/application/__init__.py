"""The use cases: what happens in a pool's book, and on the way to it. Knows the domain and its own ports alone."""
