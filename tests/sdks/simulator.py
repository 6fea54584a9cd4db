"""What the scripts beside this one share: the simulator that they run beside, and its control API."""
import json
import os
import urllib.request

URL = os.environ["VPCCONNECT_SIMULATOR"]


def control(path, body=None):
    """A call of the control API, and its answer."""
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(f"{URL}/_simulator/{path}", data) as answer:
        return json.load(answer)


def done():
    """Says what was called. Whatever was, the simulator knows it by the vendor's name."""
    calls = control("calls")["calls"]
    names = {call["api"] for call in calls}
    assert names and None not in names, calls
    print(f"{len(calls)} calls of {len(names)} APIs by the vendor's own SDK")


def refused(kind, call, *codes):
    """A call that the cloud refuses with one of these codes."""
    try:
        call()
    except kind as error:
        told = getattr(error, "error_code", None) or getattr(error, "code", None) or error.response["Error"]["Code"]
        code = str(told)
        assert code in codes, error
    else:
        raise AssertionError(f"it was not refused with {codes}")
