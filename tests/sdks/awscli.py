"""AWS's own command line plays both tenants: simulate -- python awscli.py"""
import json
import re
import subprocess
import sys
from pathlib import Path

from simulator import AWS_ACCOUNTS as ACCOUNTS, ENVIRONMENT, URL, done, refused

HERE, THERE = "eu-central-1", "us-west-2"
AWS = Path(sys.executable).with_name("aws")
ENDPOINTS = {"AWS_ENDPOINT_URL_EC2": URL, "AWS_ENDPOINT_URL_STS": URL, "AWS_MAX_ATTEMPTS": "1"}


class Refused(Exception):
    """What the command line says of a refusal, and its code."""

    def __init__(self, told):
        super().__init__(told)
        self.code = re.search(r"An error occurred \((\S+)\) when calling the \w+ operation", told)[1]


def account(key, region, secret=None):
    """The commands of a tenant in a region."""
    own = ENVIRONMENT | ENDPOINTS | {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret or f"SK-{key}", "AWS_DEFAULT_REGION": region}

    def run(command, *options):
        # A waiter that does not see what it waits for looks again for ten minutes.
        ran = subprocess.run([AWS, *command.split(), *options], env=own, capture_output=True, text=True, timeout=30)
        if ran.returncode:
            raise Refused(ran.stderr)
        return json.loads(ran.stdout or "null")

    return run


def ec2(command, one=None):
    """A command about peerings, or about this one."""
    return f"ec2 {command}-vpc-peering-connection" + (f" --vpc-peering-connection-id {one}" if one else "")


a, b = account("A", HERE), account("B", THERE)
LIST = "ec2 describe-vpc-peering-connections"


def ask(name, *options):
    return a(ec2("create"), "--vpc-id", f"vpc-{name}-a", "--peer-vpc-id", f"vpc-{name}-b", "--peer-owner-id", ACCOUNTS["B"],
             "--peer-region", THERE, *options)["VpcPeeringConnection"]


def shown(who, one):
    (found,) = who(LIST, "--vpc-peering-connection-ids", one)["VpcPeeringConnections"]
    return found


assert [who("sts get-caller-identity")["Account"] for who in (a, b)] == [ACCOUNTS["A"], ACCOUNTS["B"]]
refused(Refused, lambda: account("A", HERE, "wrong")("sts get-caller-identity"), "SignatureDoesNotMatch")
refused(Refused, lambda: ask("first", "--dry-run"), "DryRunOperation")
assert a(LIST)["VpcPeeringConnections"] == []
tags = [{"Key": "Name", "Value": "Ünit a+b <&>"}]
specification = json.dumps([{"ResourceType": "vpc-peering-connection", "Tags": tags}])
made = ask("first", "--tag-specifications", specification)
assert (made["Status"]["Code"], made["Tags"]) == ("initiating-request", tags), made
first, second = made["VpcPeeringConnectionId"], ask("second")["VpcPeeringConnectionId"]
a("ec2 wait vpc-peering-connection-exists", "--vpc-peering-connection-ids", first, second)
# Whoever asks once more is shown the same one.
assert ask("first")["VpcPeeringConnectionId"] == first

refused(Refused, lambda: a(ec2("accept", first)), "OperationNotPermitted")
refused(Refused, lambda: b(ec2("accept", first), "--dry-run"), "DryRunOperation")
assert b(ec2("accept", first))["VpcPeeringConnection"]["Status"]["Code"] == "provisioning"
assert b(ec2("reject", second)) == {"Return": True}
refused(Refused, lambda: a(ec2("delete", second)), "InvalidStateTransition")

option = {"AllowDnsResolutionFromRemoteVpc": True}
sides = "ec2 modify-vpc-peering-connection-options --vpc-peering-connection-id"
set_ = a(f"{sides} {first} --requester-peering-connection-options", "AllowDnsResolutionFromRemoteVpc=true")
assert set_["RequesterPeeringConnectionOptions"] == option, set_
refused(Refused, lambda: a(f"{sides} {first} --accepter-peering-connection-options", json.dumps(option)), "OperationNotPermitted")
assert b(f"ec2 create-tags --resources {first} --tags", "Key=team,Value=blue", "Key=gone,Value=") is None
b(f"ec2 delete-tags --resources {first} --tags", "Key=gone")
seen, own = shown(a, first), shown(b, first)
assert (seen["Status"]["Code"], seen["Tags"], own["Tags"]) == ("active", tags, [{"Key": "team", "Value": "blue"}]), (seen, own)
for one in (seen, own):
    dns = [one[side]["PeeringOptions"]["AllowDnsResolutionFromRemoteVpc"] for side in ("RequesterVpcInfo", "AccepterVpcInfo")]
    assert dns == [True, False], one

for number in range(5):
    ask(f"more-{number}")
pages = a(LIST, "--page-size", "5", "--query", "VpcPeeringConnections[].VpcPeeringConnectionId")
assert len(set(pages)) == 7, pages
part = a(LIST, "--page-size", "5", "--max-items", "6")
rest = a(LIST, "--page-size", "5", "--starting-token", part["NextToken"])
assert [len(one["VpcPeeringConnections"]) for one in (part, rest)] == [6, 1], (part, rest)
names = b(LIST, "--filters", "Name=status-code,Values=act*", "--query", "VpcPeeringConnections[].VpcPeeringConnectionId")
assert names == [first], names
assert a(ec2("delete", first)) == {"Return": True}
a("ec2 wait vpc-peering-connection-deleted", "--vpc-peering-connection-ids", first)
refused(Refused, lambda: shown(a, "pcx-0"), "InvalidVpcPeeringConnectionID.NotFound")
done("command line")
