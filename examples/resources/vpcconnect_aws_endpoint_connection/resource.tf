resource "vpcconnect_aws_endpoint_connection" "customer" {
  service_id  = "vpce-svc-0e1f2a3b4c5d6e7f8"
  endpoint_id = "vpce-0a9b8c7d6e5f40312"

  # May be changed to "reject".
  decision = "accept"

  # Nobody else is let in, whatever the id says.
  requester_account_id = "001255198513"

  # Without it, the approval goes together with this block and traffic stops.
  on_destroy = "keep"
}
