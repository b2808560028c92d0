"""The console's web pages: what the commands tell, in a browser; they change nothing."""
