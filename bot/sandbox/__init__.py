"""Stand-ins of the providers, as strict as they are, and a page that shows what arrived.

Imports nothing of the channels, the renditions or `core.signing`: it would confirm our own mistakes.
"""
