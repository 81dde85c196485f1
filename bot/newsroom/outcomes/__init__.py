"""From the first byte on: what was answered, what is tried again, and what a provider tells later."""
