"""`dealbus reconcile`: both sides compared, what they disagree about, and having one side stand."""
