"""What the public sees: a release's page once it has lifted, the way off a list, a sign of life."""
