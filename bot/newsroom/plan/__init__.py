"""What one approval binds: every rendition and every recipient, planned, frozen, stored."""
