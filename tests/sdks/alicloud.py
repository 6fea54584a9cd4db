"""Alibaba Cloud's own SDK plays both tenants: simulate -- python alicloud.py"""
from alibabacloud_privatelink20200415 import models as link
from alibabacloud_privatelink20200415.client import Client as PrivateLink
from alibabacloud_tea_openapi.models import Config
from alibabacloud_vpcpeer20220101 import models as peer
from alibabacloud_vpcpeer20220101.client import Client as VpcPeer
from darabonba.exceptions import DaraException

from simulator import URL, control, done, refused

REGION = "cn-hangzhou"
ACCOUNTS = {"A": 3554254475, "B": 1255198513}


def client(kind, key, prefix=""):
    return kind(Config(access_key_id=key, access_key_secret=f"SK-{key}", protocol="http", region_id=REGION,
                       endpoint=URL.removeprefix("http://") + prefix))


a, b = client(VpcPeer, "A"), client(VpcPeer, "B")


def ask(name):
    return a.create_vpc_peer_connection(peer.CreateVpcPeerConnectionRequest(
        name=name, region_id=REGION, vpc_id=f"{name}-a", accepting_ali_uid=ACCOUNTS["B"], accepting_region_id=REGION,
        accepting_vpc_id=f"{name}-b")).body.instance_id


def shown(vpc, instance_id):
    return vpc.get_vpc_peer_connection_attribute(peer.GetVpcPeerConnectionAttributeRequest(instance_id=instance_id)).body


first, second = ask("first"), ask("second")
assert shown(a, first).status == "Accepting"
b.accept_vpc_peer_connection(peer.AcceptVpcPeerConnectionRequest(instance_id=first))
b.reject_vpc_peer_connection(peer.RejectVpcPeerConnectionRequest(instance_id=second))
assert (shown(a, first).status, shown(b, second).status) == ("Activated", "Rejected")
a.modify_vpc_peer_connection(peer.ModifyVpcPeerConnectionRequest(instance_id=first, name="renamed", description="by the SDK"))
changed = shown(b, first)
assert (changed.name, changed.description, changed.vpc.vpc_id) == ("renamed", "by the SDK", "first-a"), changed
tag = peer.TagResourcesRequestTag(key="team", value="Ünit a+b")
a.tag_resources(peer.TagResourcesRequest(region_id=REGION, resource_id=[first], resource_type="PeerConnection", tag=[tag]))
tags = a.list_tag_resources(peer.ListTagResourcesRequest(region_id=REGION, resource_id=[first], resource_type="PeerConnection"))
assert [one.tag_value for one in tags.body.tag_resources] == ["Ünit a+b"], tags
listed = b.list_vpc_peer_connections(peer.ListVpcPeerConnectionsRequest(region_id=REGION, max_results=20)).body
assert {one.instance_id for one in listed.vpc_peer_connects} == {first, second}, listed
for one in (first, second):
    a.delete_vpc_peer_connection(peer.DeleteVpcPeerConnectionRequest(instance_id=one))
refused(DaraException, lambda: b.accept_vpc_peer_connection(peer.AcceptVpcPeerConnectionRequest(instance_id=first)), "ResourceNotFound.InstanceId")

service = control("services", {"cloud": "alicloud", "owner": "A", "region": REGION})["id"]
endpoint = control("endpoints", {"cloud": "alicloud", "requester": "B", "service_id": service})["id"]
owner = client(PrivateLink, "A")


def connection():
    request = link.ListVpcEndpointConnectionsRequest(region_id=REGION, service_id=service)
    (one,) = owner.list_vpc_endpoint_connections(request).body.connections
    return one.connection_status


both = {"region_id": REGION, "service_id": service, "endpoint_id": endpoint}
assert connection() == "Disconnected"
owner.enable_vpc_endpoint_connection(link.EnableVpcEndpointConnectionRequest(bandwidth=1024, **both))
assert connection() == "Connected"
owner.update_vpc_endpoint_connection_attribute(link.UpdateVpcEndpointConnectionAttributeRequest(bandwidth=2048, **both))
owner.disable_vpc_endpoint_connection(link.DisableVpcEndpointConnectionRequest(**both))
assert connection() == "Disconnected"
done()
