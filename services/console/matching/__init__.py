"""Who is who: doubts that only a person can decide."""
