"""`dealbus reconcile`: compares both sides, shows what differs, and lets one side's values stand."""
