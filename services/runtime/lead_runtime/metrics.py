"""Every metric of every process: the closed list. Labels are names from the code, never ids, never personal data."""

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

_FAST: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SLOW: Final = (0.1, 0.5, 1.0, 5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0)
_LATE: Final = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14400.0)
_TO_VERDICT: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0)
_SIZES: Final = (1, 5, 10, 50, 100, 500, 1000, 2000, 5000)

# The engine
CONSUMER_LAG: Final = Gauge(
    "handover_consumer_lag_records", "Committed records not yet processed.", ("group", "topic", "partition")
)
EVENTS_IN: Final = Counter("handover_events_in_total", "Records read in committed batches.", ("group", "topic"))
EVENTS_OUT: Final = Counter("handover_events_out_total", "Records written in committed batches.", ("group", "topic"))
BATCH_RECORDS: Final = Histogram("handover_batch_records", "Records of one transaction.", ("group",), buckets=_SIZES)
TRANSACTION_SECONDS: Final = Histogram(
    "handover_transaction_seconds", "From the first record to the commit.", ("group",), buckets=_FAST
)
FENCED: Final = Counter(
    "handover_fenced_total", "Transactions refused, or of unknown outcome: discarded and done again.", ("group",)
)
RESTORE_SECONDS: Final = Histogram(
    "handover_restore_seconds", "Restoring one partition's state.", ("group",), buckets=_SLOW
)
RESTORE_PROGRESS: Final = Gauge(
    "handover_restore_progress_ratio", "Share of a partition's state that is restored, 0..1.", ("group", "partition")
)
STATE_KEYS: Final = Gauge("handover_state_keys", "Keys held.", ("group",))
DEAD_LETTERS: Final = Counter("handover_dead_letters_total", "Dead letters, by error.", ("group", "error"))
TIMERS_FIRED: Final = Counter("handover_timers_fired_total", "Timers fired.", ("group",))
TIMER_LATENESS_SECONDS: Final = Histogram(
    "handover_timer_lateness_seconds", "From due to fired.", ("group",), buckets=_LATE
)
TIMERS_HELD_BACK: Final = Gauge(
    "handover_timers_held_back_partitions", "Partitions whose due timers wait until the inputs are read.", ("group",)
)

# The HTTP side and what it writes
HTTP_REQUEST_SECONDS: Final = Histogram(
    "handover_http_request_seconds", "By route template.", ("method", "route", "status"), buckets=_FAST
)
PUBLISH_SECONDS: Final = Histogram(
    "handover_publish_seconds", "Until Kafka had the record; outcome: kept, away.", ("topic", "outcome"), buckets=_FAST
)

# The spool of lead-intake
SPOOL_ROWS: Final = Gauge("handover_spool_rows", "Deliveries that wait for Kafka on the disk.")
SPOOL_BYTES: Final = Gauge("handover_spool_bytes", "Bytes of what is held there.")
SPOOL_OLDEST_SECONDS: Final = Gauge("handover_spool_oldest_seconds", "Age of the delivery that waits for longest.")
SPOOL_SET_ASIDE: Final = Gauge("handover_spool_set_aside_rows", "Deliveries there that Kafka never takes.")
SPOOL_DAMAGED_FILES: Final = Gauge("handover_spool_damaged_files", "Damaged files that somebody has to look at.")
SPOOL_DELIVERIES: Final = Counter(
    "handover_spool_deliveries_total", "By outcome: spooled, drained, set_aside, no_room.", ("outcome",)
)

# What deliveries are to intake. Nobody is lost unseen: those that name people by an id alone count here too
DELIVERIES: Final = Counter(
    "handover_deliveries_total", "Deliveries, by what they are for us.", ("source", "disposition")
)

# What qualification decides, counted where its verdicts are read back: committed ones alone
VERDICTS: Final = Counter(
    "handover_verdicts_total",
    "Verdicts; reason: why it was turned down, or would have been outside an open cycle, empty for neither.",
    ("outcome", "reason", "source", "rule_set", "version"),
)
TIME_TO_VERDICT_SECONDS: Final = Histogram(
    "handover_time_to_verdict_seconds", "From the touch's arrival to its verdict.", ("outcome",), buckets=_TO_VERDICT
)

# What assignment decides, counted where its decisions are read back: committed ones alone
DECISIONS: Final = Counter(
    "handover_decisions_total",
    "Leads given out, by the kind of step that decided (pull, manual: by hand), and leads that nobody could take, by why.",
    ("outcome", "reason", "pool"),
)
TURNS_SPREAD: Final = Gauge(
    "handover_turns_spread",
    "Before the last pick by turns: how far the one furthest ahead was from the one furthest behind of those who could "
    "take the lead, in turns by weight 1. More than 1 / the least weight is unfair, unless turns are caught up.",
    ("pool", "motion"),
)

# The read models
READ_MODEL_RECORDS: Final = Counter("handover_read_model_records_total", "Records folded in.", ("topic",))
READ_MODEL_PASSED_OVER: Final = Counter(
    "handover_read_model_passed_over_total", "Records that are not events this release knows.", ("topic", "error")
)
READ_MODEL_RETRIES: Final = Counter(
    "handover_read_model_retries_total", "Batches tried again, mostly because Redis was away.", ("topic",)
)
BOARD_WHOLE: Final = Gauge("handover_board_whole", "1 while what people are shown is whole, else 0.", ("board",))
BOARD_FILLS: Final = Counter("handover_board_fills_total", "Fillings after a loss.", ("board",))

# Messages to people
MESSAGES: Final = Counter(
    "handover_messages_total", "Attempts to deliver, by outcome: delivered, delayed, refused.", ("channel", "outcome")
)
MESSAGES_PENDING: Final = Gauge("handover_messages_pending", "Messages that wait for their receiver.", ("channel",))
MESSAGES_OLDEST_SECONDS: Final = Gauge(
    "handover_messages_oldest_seconds", "Age of what the message that waits for longest tells.", ("channel",)
)
RECEIVERS_BROKEN: Final = Gauge(
    "handover_message_receivers_broken", "Receivers that failed several times in a row.", ("channel",)
)

# The process
LOOP_LAG_SECONDS: Final = Gauge("handover_loop_lag_seconds", "How late the event loop last woke.")
