# terraform apply -invoke=action.vpcconnect_aws_peering_answer.no
action "vpcconnect_aws_peering_answer" "no" {
  config {
    account    = "partner"
    peering_id = "pcx-0a1b2c3d4e5f60718"
    decision   = "reject"

    # A request from anybody else is neither accepted nor rejected.
    requester_account_id = "003554254475"
  }
}
