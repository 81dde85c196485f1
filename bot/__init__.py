"""The embargo bot: holds a release until its embargo lifts, then delivers it."""
