"""The verbs: each one transaction, each on the record."""
