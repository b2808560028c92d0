"""What this base is: its release, what is published of it, and the switches that change how orders are written."""
