resource "vpcconnect_aws_peering" "to_partner" {
  requester_vpc_id    = "vpc-0a1b2c3d4e5f60718"
  accepter_vpc_id     = "vpc-0f1e2d3c4b5a69788"
  accepter_region     = "eu-west-1"
  accepter_account_id = "210987654321"

  tags = {
    Name = "to-partner"
  }
}

# Null until the partner has accepted: what depends on it waits for a later apply.
output "route_target_on_aws" {
  description = "The target of routes, once the peering carries traffic."
  value       = vpcconnect_aws_peering.to_partner.active_id
}
