resource "vpcconnect_alicloud_peering" "to_partner" {
  name                = "to-partner"
  description         = "Orders, to the partner's warehouse."
  requester_vpc_id    = "vpc-bp1gsk7h12ew7oegkabcd"
  accepter_vpc_id     = "vpc-bp1vzjkp2q1xgnindabcd"
  accepter_region     = "cn-beijing"
  accepter_account_id = "1210123456123456"
  bandwidth           = 100

  tags = {
    team = "network"
  }
}

# Null until the partner has accepted: what depends on it waits for a later apply.
output "route_next_hop_on_alicloud" {
  description = "The next hop of routes, once the peering carries traffic."
  value       = vpcconnect_alicloud_peering.to_partner.active_id
}
