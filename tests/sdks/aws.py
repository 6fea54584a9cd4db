"""AWS's own SDK plays both tenants: simulate -- python aws.py"""
import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from simulator import AWS_ACCOUNTS as ACCOUNTS, URL, control, done, refused

HERE, THERE = "eu-central-1", "us-west-2"
ONCE = Config(retries={"total_max_attempts": 1})


def client(service, region, key, secret=None, token=None):
    return boto3.client(service, region_name=region, endpoint_url=f"{URL}/{region}", aws_access_key_id=key,
                        aws_secret_access_key=secret or f"SK-{key}", aws_session_token=token, config=ONCE)


a, b = client("ec2", HERE, "A"), client("ec2", THERE, "B")
tags = [{"ResourceType": "vpc-peering-connection", "Tags": [{"Key": "Name", "Value": "Ünit a+b <&>"}]}]


def ask(name):
    made = a.create_vpc_peering_connection(
        VpcId=f"vpc-{name}-a", PeerVpcId=f"vpc-{name}-b", PeerOwnerId=ACCOUNTS["B"], PeerRegion=THERE,
        TagSpecifications=tags)["VpcPeeringConnection"]
    assert made["Status"]["Code"] == "initiating-request", made
    return made["VpcPeeringConnectionId"]


def shown(ec2, one):
    (found,) = ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[one])["VpcPeeringConnections"]
    return found


def status(ec2, one):
    return shown(ec2, one)["Status"]["Code"]


first, second = ask("first"), ask("second")
a.get_waiter("vpc_peering_connection_exists").wait(VpcPeeringConnectionIds=[first, second])
pending = shown(b, first)
assert pending["Status"]["Message"] == f"Pending Acceptance by {ACCOUNTS['B']}", pending
assert pending["RequesterVpcInfo"]["OwnerId"] == ACCOUNTS["A"] and pending["ExpirationTime"].tzinfo, pending
assert pending["AccepterVpcInfo"]["Region"] == THERE and pending["Tags"] == [], pending
refused(ClientError, lambda: a.accept_vpc_peering_connection(VpcPeeringConnectionId=first), "OperationNotPermitted")
refused(ClientError, lambda: b.accept_vpc_peering_connection(VpcPeeringConnectionId=first, DryRun=True), "DryRunOperation")
accepted = b.accept_vpc_peering_connection(VpcPeeringConnectionId=first)["VpcPeeringConnection"]
assert accepted["Status"]["Code"] == "provisioning", accepted
assert b.reject_vpc_peering_connection(VpcPeeringConnectionId=second)["Return"] is True
assert (status(a, first), status(b, second)) == ("active", "rejected")

b.create_tags(Resources=[first], Tags=[{"Key": "team", "Value": ""}])
assert shown(a, first)["Tags"] == tags[0]["Tags"], shown(a, first)
by_tag = {"Name": "tag-key", "Values": ["te?m"]}
for ec2, count in ((a, 0), (b, 1)):
    assert len(ec2.describe_vpc_peering_connections(Filters=[by_tag])["VpcPeeringConnections"]) == count
b.delete_tags(Resources=[first], Tags=[{"Key": "team"}])
option = {"AllowDnsResolutionFromRemoteVpc": True}
set_ = b.modify_vpc_peering_connection_options(VpcPeeringConnectionId=first, AccepterPeeringConnectionOptions=option)
assert set_["AccepterPeeringConnectionOptions"] == option, set_
assert shown(a, first)["AccepterVpcInfo"]["PeeringOptions"]["AllowDnsResolutionFromRemoteVpc"] is True

for number in range(7):
    ask(f"more-{number}")
pages = list(a.get_paginator("describe_vpc_peering_connections").paginate(PaginationConfig={"PageSize": 5}))
assert [len(page["VpcPeeringConnections"]) for page in pages] == [5, 4], pages
a.delete_vpc_peering_connection(VpcPeeringConnectionId=first)
a.get_waiter("vpc_peering_connection_deleted").wait(VpcPeeringConnectionIds=[first])
refused(ClientError, lambda: a.delete_vpc_peering_connection(VpcPeeringConnectionId=second), "InvalidStateTransition")
refused(ClientError, lambda: shown(a, "pcx-0"), "InvalidVpcPeeringConnectionID.NotFound")
refused(ClientError, lambda: shown(client("ec2", HERE, "A", "wrong"), first), "AuthFailure")

# B asks a service of A with endpoints.
control("services", {"cloud": "aws", "owner": "A", "region": HERE, "id": "vpce-svc-1"})
for number in range(7):
    control("endpoints", {"cloud": "aws", "requester": "B", "service_id": "vpce-svc-1", "id": f"vpce-{number}"})
answered = {"ServiceId": "vpce-svc-1", "VpcEndpointIds": ["vpce-0", "vpce-9", "vpce-1"]}
(missing,) = a.accept_vpc_endpoint_connections(**answered)["Unsuccessful"]
assert (missing["ResourceId"], missing["Error"]["Code"]) == ("vpce-9", "InvalidVpcEndpointId.NotFound"), missing
assert a.reject_vpc_endpoint_connections(ServiceId="vpce-svc-1", VpcEndpointIds=["vpce-0"])["Unsuccessful"] == []
pages = list(a.get_paginator("describe_vpc_endpoint_connections").paginate(PaginationConfig={"PageSize": 5}))
assert [len(page["VpcEndpointConnections"]) for page in pages] == [5, 2], pages
no, yes = pages[0]["VpcEndpointConnections"][:2]
assert (no["VpcEndpointState"], yes["VpcEndpointState"]) == ("rejected", "available"), pages
assert no["VpcEndpointOwner"] == ACCOUNTS["B"] and no["CreationTimestamp"].tzinfo, no
state = [{"Name": "vpc-endpoint-state", "Values": ["pendingAcceptance"]}]
assert len(a.describe_vpc_endpoint_connections(Filters=state)["VpcEndpointConnections"]) == 5
refused(ClientError, lambda: b.accept_vpc_endpoint_connections(**answered), "InvalidVpcEndpointServiceId.NotFound")
(service,) = a.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"]
assert service["AcceptanceRequired"] is True, service

sts = client("sts", HERE, "B")
assert sts.get_caller_identity()["Account"] == ACCOUNTS["B"]
role = f"arn:aws:iam::{ACCOUNTS['A']}:role/role-B"
keys = sts.assume_role(RoleArn=role, RoleSessionName="sdk")["Credentials"]
acting = client("sts", HERE, keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
assert acting.get_caller_identity()["Account"] == ACCOUNTS["A"]
refused(ClientError, lambda: sts.assume_role(RoleArn=role.replace("role-B", "role-A"), RoleSessionName="sdk"), "AccessDenied")
unsigned = boto3.client("sts", region_name=HERE, endpoint_url=URL, config=Config(signature_version=UNSIGNED))
keys = unsigned.assume_role_with_web_identity(RoleArn=role, RoleSessionName="sdk", WebIdentityToken="OIDC.of.B")["Credentials"]
acting = client("ec2", HERE, keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
assert status(acting, second) == "rejected"
wrong = client("sts", HERE, "B", "wrong")
refused(ClientError, wrong.get_caller_identity, "SignatureDoesNotMatch")
assert len(control("peerings")["peerings"]) == 9
done()
