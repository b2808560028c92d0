"""`dealbus match`: who is who; doubts that only a person can decide."""
