"""The page of the console: what the commands tell, in a browser; it changes nothing."""
