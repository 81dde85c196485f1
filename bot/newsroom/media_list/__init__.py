"""Media lists: who is on them, how they come and go, and who is written to no more."""
