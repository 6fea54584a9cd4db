"""Our provider drives moto, somebody else's AWS: simulate -- python motoserver.py, which installs it for Terraform.

It judges what we send and how we read what it sends, not what a peering does. Left out is what moto does otherwise than AWS:
filters, pages and dry runs are ignored (and the last executed), both sides are shown the requester's tags alone, nothing has to be
provisioned, expires or is forgotten, and a second request for a pair is another one."""
import logging
import tempfile

import boto3
from moto.server import ThreadedMotoServer

from terraform import Folder

HERE, THERE = "eu-central-1", "us-west-2"
PARTNER = "001255198513"
ROLE = f"arn:aws:iam::{PARTNER}:role/x"

logging.getLogger("werkzeug").setLevel(logging.WARNING)
server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
server.start()
URL = "http://{}:{}".format(*server.get_host_and_port())


def client(service, region, key="AKID", secret="secret", token=None):
    return boto3.client(service, region_name=region, endpoint_url=URL, aws_access_key_id=key, aws_secret_access_key=secret,
                        aws_session_token=token)


sts = client("sts", HERE)
own = sts.get_caller_identity()["Account"]
keys = sts.assume_role(RoleArn=ROLE, RoleSessionName="witness")["Credentials"]
a, b = client("ec2", HERE), client("ec2", THERE, keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
vpcs = [ec2.create_vpc(CidrBlock=f"10.{number}.0.0/16")["Vpc"]["VpcId"] for number, ec2 in enumerate((a, a, a, b, b))]


def shown(ec2, one):
    (found,) = ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[one])["VpcPeeringConnections"]
    return found


def status(ec2, one):
    return shown(ec2, one)["Status"]["Code"]


def account(more=""):
    return f"""{{
      access_key = "AKID"
      secret_key = "secret"
      endpoints  = {{ ec2 = "{URL}/", sts = "{URL}/" }}
      {more}
    }}"""


PROVIDER = f"""
terraform {{
  required_providers {{
    vpcconnect = {{ source = "vpcconnect/vpcconnect" }}
  }}
}}

provider "vpcconnect" {{
  aws = {{
    default = {account(f'region = "{HERE}"')}
    partner = {account(f'region = "{THERE}", assume_role = {{ role_arn = "{ROLE}" }}, allowed_account_ids = ["{PARTNER}"]')}
  }}
}}
"""


def pair(name, requester, accepter, decision, more=""):
    return f"""
resource "vpcconnect_aws_peering" "{name}" {{
  requester_vpc_id    = "{requester}"
  accepter_vpc_id     = "{accepter}"
  accepter_account_id = "{PARTNER}"
  accepter_region     = "{THERE}"
  {more}
}}

resource "vpcconnect_aws_peering_accepter" "{name}" {{
  account              = "partner"
  peering_id           = vpcconnect_aws_peering.{name}.id
  decision             = "{decision}"
  requester_account_id = "{own}"
}}
"""


TAGS = 'tags = { Name = "Ünit a+b <&>*~", empty = "" }'
FIRST = pair("first", vpcs[0], vpcs[3], "accept", TAGS)
# Within one account and region.
OWN = f"""
resource "vpcconnect_aws_peering" "own" {{
  requester_vpc_id = "{vpcs[1]}"
  accepter_vpc_id  = "{vpcs[2]}"
}}
"""
LISTS = """
data "vpcconnect_aws_peerings" "received" {
  account    = "partner"
  direction  = "received"
  depends_on = [vpcconnect_aws_peering_accepter.first, vpcconnect_aws_peering_accepter.second]
}

data "vpcconnect_aws_peering" "first" {
  id         = vpcconnect_aws_peering.first.id
  depends_on = [vpcconnect_aws_peering_accepter.first]
}
"""

with tempfile.TemporaryDirectory() as path, tempfile.TemporaryDirectory() as elsewhere:
    folder = Folder(path)
    config = PROVIDER + pair("second", vpcs[1], vpcs[4], "reject") + OWN + LISTS
    folder.write(config + FIRST)
    folder.apply(added=5)
    first, second, within = (folder.values(f"vpcconnect_aws_peering.{name}")["id"] for name in ("first", "second", "own"))
    assert [status(a, one) for one in (first, second, within)] == ["active", "rejected", "pending-acceptance"]
    tags = {tag["Key"]: tag["Value"] for tag in shown(a, first)["Tags"]}
    assert tags == {"Name": "Ünit a+b <&>*~", "empty": ""} == folder.values("vpcconnect_aws_peering.first")["tags"], tags
    answered = folder.values("vpcconnect_aws_peering_accepter.first")
    assert (answered["requester_vpc_id"], answered["requester_region"]) == (vpcs[0], HERE), answered
    received = folder.values("data.vpcconnect_aws_peerings.received")["peerings"]
    assert {one["id"]: one["answer"] for one in received} == {first: "accepted", second: "rejected"}, received
    one = folder.values("data.vpcconnect_aws_peering.first")
    assert (one["status"], one["accepter_vpc_id"], one["accepter_account_id"]) == ("active", vpcs[3], PARTNER), one

    # What can be set only now, and tags in place.
    changed = FIRST.replace(TAGS, 'remote_dns_resolution = true\n  tags = { Name = "changed" }')
    folder.write(config + changed)
    folder.apply(changed=1)
    seen = shown(a, first)
    assert seen["Tags"] == [{"Key": "Name", "Value": "changed"}], seen
    dns = [seen[side]["PeeringOptions"]["AllowDnsResolutionFromRemoteVpc"] for side in ("RequesterVpcInfo", "AccepterVpcInfo")]
    assert dns == [True, False], seen
    folder.settled()

    imported = Folder(elsewhere)
    imported.write(PROVIDER + changed)
    imported.run("import", "-no-color", "vpcconnect_aws_peering.first", first)
    imported.run("import", "-no-color", "vpcconnect_aws_peering_accepter.first", f"partner:{first}@{THERE}")
    for kind in ("peering", "peering_accepter"):
        # But for the tags, of which moto shows the accepter those of the requester.
        made, taken = (one.values(f"vpcconnect_aws_{kind}.first") | {"tags": None} for one in (folder, imported))
        assert made == taken, (made, taken)
    nowhere = 'resource "vpcconnect_aws_peering" "nowhere" {\n  requester_vpc_id = "vpc-0"\n  accepter_vpc_id = "vpc-1"\n}\n'
    imported.write(PROVIDER + changed + nowhere)
    told = imported.run("apply", "-auto-approve", "-no-color", "-input=false", code=1)
    assert "InvalidVpcID.NotFound" in told, told
    folder.run("destroy", "-auto-approve", "-no-color")
    assert [status(a, one) for one in (first, second, within)] == ["deleted", "rejected", "deleted"]
    assert status(b, first) == "deleted"
print("moto is driven by our client, in two accounts and two regions")
