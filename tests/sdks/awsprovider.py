"""HashiCorp's provider of AWS plays both tenants, and hands over to ours: simulate -- python awsprovider.py MIRROR"""
import os
import sys
import tempfile
from pathlib import Path

from simulator import AWS_ACCOUNTS as ACCOUNTS, ENVIRONMENT, control, done
from terraform import Folder

# Its schema is large, and its memory is cleaned up all the time: a third of its time goes there.
ENVIRONMENT["GOGC"] = "800"
HERE, THERE = "eu-central-1", "us-west-2"

VERSIONS = """
terraform {
  required_providers {
    %s
    vpcconnect = { source = "vpcconnect/vpcconnect" }
  }
}
variable "simulator" {}
"""
AWS = 'aws = { source = "registry.terraform.io/hashicorp/aws", version = "5.100.0" }'


def theirs(key, region, alias=""):
    """The account's own number is asked for, too: of STS."""
    return f"""
provider "aws" {{
  {alias}
  region                  = "{region}"
  access_key              = "{key}"
  secret_key              = "SK-{key}"
  skip_metadata_api_check = true
  endpoints {{
    ec2 = var.simulator
    sts = var.simulator
  }}
}}
"""


THEIRS = VERSIONS % AWS + theirs("A", HERE) + theirs("B", THERE, 'alias = "partner"')

# A asks B for a peering, and B accepts.
PAIR = f"""
resource "aws_vpc_peering_connection" "this" {{
  vpc_id        = "vpc-a"
  peer_vpc_id   = "vpc-b"
  peer_owner_id = "{ACCOUNTS['B']}"
  peer_region   = "{THERE}"
  tags          = {{ Name = "a+b <&>", team = "blue" }}
}}

resource "aws_vpc_peering_connection_accepter" "this" {{
  provider                  = aws.partner
  vpc_peering_connection_id = aws_vpc_peering_connection.this.id
  auto_accept               = true
  tags                      = {{ side = "b" }}
  accepter {{ allow_remote_vpc_dns_resolution = true }}
}}
"""
# B asks a service of A with an endpoint.
ENDPOINT = """
resource "aws_vpc_endpoint_connection_accepter" "this" {
  vpc_endpoint_service_id = "vpce-svc-1"
  vpc_endpoint_id         = "vpce-1"
}
"""
# Within one account.
OWN = """
resource "aws_vpc_peering_connection" "own" {
  vpc_id      = "vpc-1"
  peer_vpc_id = "vpc-2"
  auto_accept = true
  requester { allow_remote_vpc_dns_resolution = true }
}
"""


def ours(key, region, alias=""):
    return f"""
provider "vpcconnect" {{
  {alias}
  aws = {{
    default = {{
      region     = "{region}"
      access_key = "{key}"
      secret_key = "SK-{key}"
      endpoints  = {{ ec2 = "${{var.simulator}}/{{region}}", sts = var.simulator }}
    }}
  }}
}}
"""


# With an alias and not an `account`, which the plan would have to write down first. B's region is what the state says.
OURS = ours("A", HERE) + ours("B", HERE, 'alias = "partner"') + f"""
resource "vpcconnect_aws_peering" "this" {{
  requester_vpc_id    = "vpc-a"
  accepter_vpc_id     = "vpc-b"
  accepter_account_id = "{ACCOUNTS['B']}"
  accepter_region     = "{THERE}"
  tags                = {{ Name = "a+b <&>", team = "blue" }}
}}

resource "vpcconnect_aws_peering_accepter" "this" {{
  provider              = vpcconnect.partner
  peering_id            = vpcconnect_aws_peering.this.id
  decision              = "accept"
  remote_dns_resolution = true
  tags                  = {{ side = "b" }}
}}

resource "vpcconnect_aws_endpoint_connection" "this" {{
  service_id  = "vpce-svc-1"
  endpoint_id = "vpce-1"
  decision    = "accept"
}}
"""
MOVED = """
moved {
  from = aws_vpc_peering_connection.this
  to   = vpcconnect_aws_peering.this
}

moved {
  from = aws_vpc_peering_connection_accepter.this
  to   = vpcconnect_aws_peering_accepter.this
}

moved {
  from = aws_vpc_endpoint_connection_accepter.this
  to   = vpcconnect_aws_endpoint_connection.this
}
"""


def writes():
    """The calls so far that change something."""
    names = [call["api"].replace("VpcPeeringConnection", "").replace("VpcEndpointConnections", "Endpoints") for call in control("calls")["calls"]]
    return [name for name in names if not name.startswith(("Describe", "Get"))]


def shown(requester_vpc):
    """What the simulator has of a peering: status, tags and options of both sides."""
    (one,) = (one for one in control("peerings")["peerings"] if one["requester"]["vpc_id"] == requester_vpc)
    sides = ("requester", "accepter")
    return one["status"], [(one[side].get("tags"), one[f"{side}_remote_dns_resolution"]) for side in sides]


def endpoint():
    """Where the endpoint stands."""
    (one,) = control("endpoints")["endpoints"]
    return one["status"]


control("services", {"cloud": "aws", "owner": "A", "region": HERE, "id": "vpce-svc-1"})
control("endpoints", {"cloud": "aws", "requester": "B", "service_id": "vpce-svc-1", "id": "vpce-1"})
with tempfile.TemporaryDirectory() as path:
    folder = Folder(path)
    folder.write(THEIRS + PAIR + OWN + ENDPOINT)
    installed = Path(os.environ["TF_CLI_CONFIG_FILE"]).with_name("mirror")
    folder.run("init", f"-plugin-dir={sys.argv[1]}", f"-plugin-dir={installed}")
    folder.apply(added=4)
    both = shown("vpc-a")
    assert both == ("active", [({"Name": "a+b <&>", "team": "blue"}, False), ({"side": "b"}, True)]), both
    assert shown("vpc-1") == ("active", [(None, True), (None, False)]), shown("vpc-1")
    assert endpoint() == "available", endpoint()
    folder.settled()
    before = writes()
    assert sorted(before) == ["Accept", "Accept", "AcceptEndpoints", "Create", "Create", "CreateTags", *["ModifyOptions"] * 2], before

    # It deletes the one that it keeps. Each of its runs takes a while.
    folder.write(THEIRS + OURS + MOVED)
    told = folder.apply(destroyed=1)
    # The one warning is that ours is from no registry.
    assert "Plan: 0 to add, 0 to change, 1 to destroy." in told and told.count("Warning: ") == 1, told
    assert (shown("vpc-a"), shown("vpc-1")[0]) == (both, "deleted"), (shown("vpc-a"), shown("vpc-1"))
    folder.write(VERSIONS % "" + OURS)
    folder.settled()
    assert writes() == [*before, "Delete"], writes()
    assert folder.values("vpcconnect_aws_peering_accepter.this")["region"] == THERE
    folder.run("destroy", "-auto-approve", "-no-color")
    assert (shown("vpc-a")[0], endpoint()) == ("deleted", "rejected"), (shown("vpc-a"), endpoint())
done("Terraform provider")
