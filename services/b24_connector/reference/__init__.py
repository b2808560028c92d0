"""Reference data of the portal: what changes rarely and is asked often, cached for a while."""
