"""The subcommands of ``handover``: what they ask, what they print. The work is done elsewhere."""
