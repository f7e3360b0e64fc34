"""What holds deliveries while Kafka is away: a bounded SQLite file on a persistent volume.

``keeper`` decides where a delivery goes, ``drain`` brings back what waits, ``spool`` bounds it, ``writer`` is the one
thread that touches the disk, ``file`` is what lies there.
"""
