"""Pure rules of the newsroom: no clock, no database, no network."""
