"""The ledger: posting rules, the only writer of entries, and the auditor's invariants."""
