variable "approved" {
  description = "The numbers of the accounts that may connect."
  type        = list(string)
  default     = ["1255198513"]
}

# Whatever the answer is: who waits for one and who was rejected look alike.
data "vpcconnect_alicloud_endpoint_connections" "customers" {
  service_id            = "epsrv-hp3vpx8yqxblby3i0001"
  requester_account_ids = var.approved
}

# An account that leaves the list loses its approval with the next apply.
resource "vpcconnect_alicloud_endpoint_connection" "approved" {
  for_each = { for one in data.vpcconnect_alicloud_endpoint_connections.customers.connections : one.id => one }

  service_id           = each.value.service_id
  endpoint_id          = each.value.endpoint_id
  decision             = "accept"
  requester_account_id = each.value.requester_account_id
}
