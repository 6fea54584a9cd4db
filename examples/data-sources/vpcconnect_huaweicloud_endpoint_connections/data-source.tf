locals {
  service = "4189d3c2-8882-4871-a3c2-d380272eed88"

  # Whoever is on this list may connect.
  approved = ["domain-B"]
}

# Pending and accepted: a decision that leaves the list is destroyed by the next apply, which rejects.
data "vpcconnect_huaweicloud_endpoint_connections" "to_accept" {
  service_id           = local.service
  answers              = ["pending", "accepted"]
  requester_domain_ids = local.approved
}

data "vpcconnect_huaweicloud_endpoint_connections" "to_reject" {
  service_id = local.service
  answers    = ["pending", "rejected"]
}

resource "vpcconnect_huaweicloud_endpoint_connection" "approved" {
  for_each = { for one in data.vpcconnect_huaweicloud_endpoint_connections.to_accept.connections : one.id => one }

  service_id          = each.value.service_id
  endpoint_id         = each.value.endpoint_id
  decision            = "accept"
  requester_domain_id = each.value.requester_domain_id
}

resource "vpcconnect_huaweicloud_endpoint_connection" "others" {
  for_each = {
    for one in data.vpcconnect_huaweicloud_endpoint_connections.to_reject.connections : one.id => one
    if !contains(local.approved, one.requester_domain_id)
  }

  service_id          = each.value.service_id
  endpoint_id         = each.value.endpoint_id
  decision            = "reject"
  requester_domain_id = each.value.requester_domain_id
}
