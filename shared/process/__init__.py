"""What every service process needs: settings, start and stop, HTTP, the lease; and what both peers' clients share."""
