"""Reference data of 1C: what changes rarely and is asked often, cached for a while."""
