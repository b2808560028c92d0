"""What changes rarely and is asked often; kept for a while."""
