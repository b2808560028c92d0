"""What works, what waits, and what stands until somebody acts."""
