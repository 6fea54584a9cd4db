"""What the scripts beside this one share: the simulator that they run beside, and its control API."""
import json
import os
import urllib.request

URL = os.environ["VPCCONNECT_SIMULATOR"]
# The tenants' accounts on AWS.
AWS_ACCOUNTS = {"A": "003554254475", "B": "001255198513"}
# For programs that are run: nothing of AWS that whoever runs this has gets in, and nothing that is meant for the cloud gets out.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_LOG"))} | {
    "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_EC2_METADATA_DISABLED": "true",
    "HTTP_PROXY": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1"}


def control(path, body=None):
    """A call of the control API, and its answer."""
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(f"{URL}/_simulator/{path}", data) as answer:
        return json.load(answer)


def done(by="SDK"):
    """Says what was called, and by what of the vendor. Whatever was, the simulator knows it by the vendor's name."""
    calls = control("calls")["calls"]
    names = {call["api"] for call in calls}
    assert names and None not in names, calls
    print(f"{len(calls)} calls of {len(names)} APIs by the vendor's own {by}")


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
