"""Messages to people and their systems: signed webhooks, Slack, e-mail; at least once, from a group of their own.

A service says whom an event is told and how (``plan.Plan``). ``notifier.Notifier`` keeps what is to be delivered as
state of a consumer group, ``sender.Sender`` delivers it, and what came of it goes back to the group through
``leads.messages``: a killed process repeats only what was in the air.
"""
