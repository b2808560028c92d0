"""`make demo`: the customer's specification, each requirement shown by the real services in one case or more."""
