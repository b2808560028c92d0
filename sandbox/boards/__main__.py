"""`python -m sandbox.boards --stack FILE`: the boards of a running stack; one line of JSON says where."""

import argparse
import json
import socket
import sys
from pathlib import Path

import uvicorn

from sandbox.boards.pages import application


def main() -> None:
    """Serve the boards of a running stack until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.boards", description="Boards of a running stack.")
    parser.add_argument("--port", type=int, default=8020, help="0 = any free port")
    parser.add_argument("--stack", type=Path, required=True, help="file with what the stack has told of itself")
    told = parser.parse_args()
    listener = socket.create_server(("127.0.0.1", told.port))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        application(json.loads(told.stack.read_text())),
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
    )
    sys.stdout.write(json.dumps({"address": address}) + "\n")
    sys.stdout.flush()
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
