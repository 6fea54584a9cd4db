# terraform apply -invoke=action.vpcconnect_aws_endpoint_connection_answer.yes
action "vpcconnect_aws_endpoint_connection_answer" "yes" {
  config {
    service_id  = "vpce-svc-0e1f2a3b4c5d6e7f8"
    endpoint_id = "vpce-0a9b8c7d6e5f40312"
    decision    = "accept"

    # Nobody else is let in, whatever the id says.
    requester_account_id = "001255198513"
  }
}
