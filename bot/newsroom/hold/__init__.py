"""What keeps a release from lifting: a pause, a person, a clock in doubt, other zone rules, a standstill."""
