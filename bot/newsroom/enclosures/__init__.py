"""What lies beside a text: pictures and files, gathered, fetched, developed, kept."""
