"""`dealbus shadow`: what the exchange would do, watched for days before it begins; nothing of that is done."""
