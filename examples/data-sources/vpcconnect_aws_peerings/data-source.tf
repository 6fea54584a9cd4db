locals {
  # Whoever is on this list may connect.
  approved = ["003554254475"]
}

# Pending and accepted: a decision that leaves the list is destroyed by the next apply.
data "vpcconnect_aws_peerings" "to_accept" {
  account               = "partner"
  direction             = "received"
  answers               = ["pending", "accepted"]
  requester_account_ids = local.approved
}

data "vpcconnect_aws_peerings" "to_reject" {
  account   = "partner"
  direction = "received"
  answers   = ["pending", "rejected"]
}

resource "vpcconnect_aws_peering_accepter" "approved" {
  for_each = { for one in data.vpcconnect_aws_peerings.to_accept.peerings : one.id => one }

  account              = "partner"
  peering_id           = each.key
  decision             = "accept"
  requester_account_id = each.value.requester_account_id
}

resource "vpcconnect_aws_peering_accepter" "others" {
  for_each = {
    for one in data.vpcconnect_aws_peerings.to_reject.peerings : one.id => one
    if !contains(local.approved, one.requester_account_id)
  }

  account              = "partner"
  peering_id           = each.key
  decision             = "reject"
  requester_account_id = each.value.requester_account_id
}
