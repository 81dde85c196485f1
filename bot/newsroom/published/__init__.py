"""What is public: for feeds and hubs, and who guesses at what is not."""
