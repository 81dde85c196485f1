"""The ways out: what every channel promises (`base`), which there are (`registry`), then one file a provider."""
