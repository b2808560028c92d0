"""How long a service takes to end where broker, database and a client of its door all stand still."""

from services.b24_connector.intake import bursts
from shared.bus import leaving
from shared.process import http
from shared.store import connection

LEASE_S = connection.ANSWER_S
LONGEST_S = leaving.DRAIN_S + leaving.SETTLE_S + LEASE_S + http.END_S + bursts.END_S
