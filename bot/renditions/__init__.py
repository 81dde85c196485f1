"""Setting: a release as each channel carries it, byte for byte."""
