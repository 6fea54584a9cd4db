data "vpcconnect_aws_endpoint_connection" "customer" {
  service_id  = "vpce-svc-0e1f2a3b4c5d6e7f8"
  endpoint_id = "vpce-0a9b8c7d6e5f40312"
}

output "customer" {
  description = "Who asks."
  value       = data.vpcconnect_aws_endpoint_connection.customer.requester_account_id
}
