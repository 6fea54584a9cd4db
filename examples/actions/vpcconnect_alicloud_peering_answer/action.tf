# terraform apply -invoke=action.vpcconnect_alicloud_peering_answer.no
action "vpcconnect_alicloud_peering_answer" "no" {
  config {
    account    = "partner"
    peering_id = "pcc-lnk0m24khwvtkm0abcd"
    decision   = "reject"

    # A request from anybody else is neither accepted nor rejected.
    requester_account_id = "3554254475"
  }
}
