"""What happened to an account, told upwards: the log, a floor above, writes its row."""

from django.dispatch import Signal

# Sent inside the act's transaction: user (who acts, or None), act, obj, right, unit, reason, fields, detail.
act_done = Signal()
