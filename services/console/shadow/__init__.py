"""`dealbus shadow`: what the exchange would do, watched for days before it begins; it does nothing of that."""
