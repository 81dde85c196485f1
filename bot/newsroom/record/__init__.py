"""Who did what, provably: the journal told, verified, anchored; people told; whose ledger it is."""
