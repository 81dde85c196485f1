"""Tests mirror bot/, and read like rules."""
