"""The client of 1C: OData as it really behaves, one error table, few sessions."""
