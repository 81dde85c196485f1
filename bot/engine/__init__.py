"""The engine: ticks, threads and the clock around the newsroom's verbs."""
