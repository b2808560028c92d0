"""`make demo`: the customer's specification played line by line through the real services."""
