resource "vpcconnect_huaweicloud_peering" "to_partner" {
  name                = "to-partner"
  description         = "Orders, to the partner's warehouse."
  requester_vpc_id    = "9daeac7c-a98f-430f-8e38-67f9c044e299"
  accepter_vpc_id     = "f583c072-0bb8-4e19-afb2-afb7c1693be5"
  accepter_project_id = "f65e9ebced5d418ba9319a723718ba4e"
}

# Null until the partner has accepted: what depends on it waits for a later apply.
output "route_next_hop" {
  description = "The next hop of routes, once the peering carries traffic."
  value       = vpcconnect_huaweicloud_peering.to_partner.active_id
}
