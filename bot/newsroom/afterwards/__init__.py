"""What follows a lift: a correction, an update, a minor fix, a withdrawal, to those who got the original."""
