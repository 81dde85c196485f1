"""The ledger: rows that are the truth, sealed where they hold text."""
