# terraform apply -invoke=action.vpcconnect_huaweicloud_peering_answer.no
action "vpcconnect_huaweicloud_peering_answer" "no" {
  config {
    account    = "partner"
    peering_id = "22b76469-08e3-4937-8c1d-7aad34892be1"
    decision   = "reject"

    # A request from anybody else is neither accepted nor rejected.
    requester_project_id = "0123456789abcdef0123456789abcdef"
  }
}
