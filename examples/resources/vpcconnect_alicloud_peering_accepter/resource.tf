resource "vpcconnect_alicloud_peering_accepter" "from_customer" {
  account    = "partner"
  peering_id = "pcc-lnk0m24khwvtkm0abcd"
  decision   = "accept"

  # A request from anybody else is neither accepted nor rejected.
  requester_account_id = "3554254475"

  # Ends the connection when this block goes. Without it the peering stays.
  on_destroy = "delete"
}
