"""What staff have, as a release: bytes in, a Manuscript and its doubts out. No clock, no files, no network.

`opening.read` is the door, `report.as_check_json` what it says to programs. Nothing is imported here: whoever names one
reader would wait for all of them.
"""
