data "vpcconnect_alicloud_endpoint_connection" "customer" {
  service_id  = "epsrv-hp3vpx8yqxblby3i0001"
  endpoint_id = "ep-hp33b2e43fays7s80001"
}

output "customer" {
  description = "Who asks."
  value       = data.vpcconnect_alicloud_endpoint_connection.customer.requester_account_id
}
