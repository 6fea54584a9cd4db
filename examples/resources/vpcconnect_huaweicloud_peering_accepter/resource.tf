resource "vpcconnect_huaweicloud_peering_accepter" "from_customer" {
  account    = "partner"
  peering_id = "22b76469-08e3-4937-8c1d-7aad34892be1"
  decision   = "accept"

  # A request from anybody else is neither accepted nor rejected.
  requester_project_id = "0123456789abcdef0123456789abcdef"

  # Ends the connection when this block goes. Without it the peering stays.
  on_destroy = "delete"
}
