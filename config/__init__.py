"""Settings of the process, and where the office's own are."""
