"""Huawei Cloud's own SDK plays both tenants: simulate -- python huaweicloud.py"""
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkvpc.v2 import (
    AcceptVpcPeeringRequest, CreateVpcPeeringOption, CreateVpcPeeringRequest, CreateVpcPeeringRequestBody,
    DeleteVpcPeeringRequest, ListVpcPeeringsRequest, RejectVpcPeeringRequest, ShowVpcPeeringRequest,
    UpdateVpcPeeringOption, UpdateVpcPeeringRequest, UpdateVpcPeeringRequestBody, VpcClient, VpcInfo)
from huaweicloudsdkvpcep.v1 import (
    AcceptOrRejectEndpointRequest, AcceptOrRejectEndpointRequestBody, AddOrRemoveServicePermissionsRequest,
    AddOrRemoveServicePermissionsRequestBody, CreateEndpointRequest, CreateEndpointRequestBody,
    CreateEndpointServiceRequest, CreateEndpointServiceRequestBody, DeleteEndpointRequest, DeleteEndpointServiceRequest,
    ListEndpointInfoDetailsRequest, ListEndpointServiceRequest, ListEndpointsRequest, ListQuotaDetailsRequest,
    ListServiceConnectionsRequest, ListServiceDetailsRequest, PortList, VpcepClient)

from simulator import URL, done, refused


def client(kind, key):
    credentials = BasicCredentials(key, f"SK-{key}", f"project-{key}")
    return kind.new_builder().with_credentials(credentials).with_endpoint(URL).build()


a, b = client(VpcClient, "A"), client(VpcClient, "B")


def ask(name):
    peering = CreateVpcPeeringOption(
        name=name, request_vpc_info=VpcInfo(vpc_id=f"{name}-a"),
        accept_vpc_info=VpcInfo(vpc_id=f"{name}-b", tenant_id="project-B"))
    return a.create_vpc_peering(CreateVpcPeeringRequest(body=CreateVpcPeeringRequestBody(peering=peering))).peering


def status(vpc, peering_id):
    return vpc.show_vpc_peering(ShowVpcPeeringRequest(peering_id=peering_id)).peering.status


first, second = ask("first"), ask("second")
assert first.status == "PENDING_ACCEPTANCE", first
refused(ClientRequestException, lambda: a.accept_vpc_peering(AcceptVpcPeeringRequest(peering_id=first.id)), "403")
assert b.accept_vpc_peering(AcceptVpcPeeringRequest(peering_id=first.id)).status == "ACTIVE"
assert b.reject_vpc_peering(RejectVpcPeeringRequest(peering_id=second.id)).status == "REJECTED"
assert (status(a, first.id), status(b, second.id)) == ("ACTIVE", "REJECTED")
renamed = UpdateVpcPeeringRequestBody(peering=UpdateVpcPeeringOption(name="renamed", description="by the SDK"))
changed = a.update_vpc_peering(UpdateVpcPeeringRequest(peering_id=first.id, body=renamed)).peering
assert (changed.name, changed.description) == ("renamed", "by the SDK"), changed
active = b.list_vpc_peerings(ListVpcPeeringsRequest(status="ACTIVE", limit=10)).peerings
assert [one.id for one in active] == [first.id], active
for one in (first, second):
    a.delete_vpc_peering(DeleteVpcPeeringRequest(peering_id=one.id))
refused(ClientRequestException, lambda: status(a, first.id), "404")

owner, guest = client(VpcepClient, "A"), client(VpcepClient, "B")
body = CreateEndpointServiceRequestBody(
    port_id="port", vpc_id="vpc-a", approval_enabled=True, service_type="interface", server_type="VM",
    ports=[PortList(client_port=80, server_port=8080, protocol="TCP")])
service = owner.create_endpoint_service(CreateEndpointServiceRequest(body=body))
details = owner.list_service_details(ListServiceDetailsRequest(vpc_endpoint_service_id=service.id))
assert details.approval_enabled and details.ports[0].server_port == 8080, details
body = CreateEndpointRequestBody(endpoint_service_id=service.id, vpc_id="vpc-b", subnet_id="subnet", enable_dns=False)
refused(ClientRequestException, lambda: guest.create_endpoint(CreateEndpointRequest(body=body)), "EndPoint.2012")
allow = AddOrRemoveServicePermissionsRequestBody(permissions=["iam:domain::domain-B"], action="add")
owner.add_or_remove_service_permissions(AddOrRemoveServicePermissionsRequest(service.id, allow))
endpoint = guest.create_endpoint(CreateEndpointRequest(body=body)).id


def connection():
    (one,) = owner.list_service_connections(ListServiceConnectionsRequest(vpc_endpoint_service_id=service.id)).connections
    return one.id, one.domain_id, one.status


def decide(action):
    body = AcceptOrRejectEndpointRequestBody(endpoints=[endpoint], action=action)
    owner.accept_or_reject_endpoint(AcceptOrRejectEndpointRequest(service.id, body))


assert connection() == (endpoint, "domain-B", "pendingAcceptance")
for action, status in (("receive", "accepted"), ("reject", "rejected"), ("receive", "accepted")):
    decide(action)
    assert connection() == (endpoint, "domain-B", status), action
asked = guest.list_endpoint_info_details(ListEndpointInfoDetailsRequest(vpc_endpoint_id=endpoint))
assert (asked.status, asked.subnet_id, asked.enable_dns) == ("accepted", "subnet", False), asked
assert [one.id for one in guest.list_endpoints(ListEndpointsRequest()).endpoints] == [endpoint]
assert owner.list_quota_details(ListQuotaDetailsRequest()).quotas.resources
guest.delete_endpoint(DeleteEndpointRequest(vpc_endpoint_id=endpoint))
owner.delete_endpoint_service(DeleteEndpointServiceRequest(vpc_endpoint_service_id=service.id))
assert owner.list_endpoint_service(ListEndpointServiceRequest()).endpoint_services == []
done()
