"""Push, poll and sweep: whatever may have changed in 1C becomes `order.touched`."""
