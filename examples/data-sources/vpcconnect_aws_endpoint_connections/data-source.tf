variable "approved" {
  description = "The numbers of the accounts that may connect."
  type        = list(string)
  default     = ["001255198513"]
}

# Those of all services. Never of the pending ones alone: what is accepted would leave the map.
data "vpcconnect_aws_endpoint_connections" "customers" {
  requester_account_ids = var.approved
  answers               = ["pending", "accepted"]
}

# An account that leaves the list loses its approval with the next apply.
resource "vpcconnect_aws_endpoint_connection" "approved" {
  for_each = { for one in data.vpcconnect_aws_endpoint_connections.customers.connections : one.id => one }

  service_id           = each.value.service_id
  endpoint_id          = each.value.endpoint_id
  decision             = "accept"
  requester_account_id = each.value.requester_account_id
}
