"""Hands `python -m services.…` over to a process that has imported it: the other end of `sandbox/hub.py`.

Python runs a module of this name before anything else if it finds one, and here it does where the tests have put this
folder on PYTHONPATH. What cannot be handed over starts as usual.
"""

import os
import sys


def _hand_over(path: str, module: str, arguments: list[str]) -> None:
    """Have the hub run the program with our descriptors, and end as it ends."""
    import json  # noqa: PLC0415 - every Python program of a test run comes by here
    import signal  # noqa: PLC0415
    import socket  # noqa: PLC0415

    hub = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        hub.connect(path)
    except OSError:
        return
    here = os.getcwd()  # noqa: PTH109 - pathlib takes as long to import as all the rest
    order = {"module": module, "arguments": arguments, "cwd": here, "environment": dict(os.environ)}
    order["prefix"] = sys.prefix
    socket.send_fds(hub, [json.dumps(order).encode()], [0, 1, 2])
    if hub.recv(16) != b"taken":
        return
    nothing = os.open(os.devnull, os.O_RDWR)
    for ours in (0, 1):  # whoever reads what it writes waits for the last one that holds the pipe
        os.dup2(nothing, ours)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: hub.send(str(number).encode()))
    code = int(hub.recv(16) or b"70")
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)


_path = os.environ.get("STACK_HUB")
_option, _module, *_arguments = [*sys.orig_argv[1:], "", ""]
if _path and _option == "-m" and _module.startswith("services."):
    _hand_over(_path, _module, sys.orig_argv[3:])
