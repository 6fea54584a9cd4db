resource "vpcconnect_aws_peering_accepter" "from_customer" {
  account    = "partner"
  peering_id = "pcx-0a1b2c3d4e5f60718"
  decision   = "accept"

  # A request from anybody else is neither accepted nor rejected.
  requester_account_id = "003554254475"

  # Ends the connection when this block goes. Without it the peering stays.
  on_destroy = "delete"
}
