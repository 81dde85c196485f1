"""Before somebody signs: what they see, what changed, what is in doubt; and the signature."""
