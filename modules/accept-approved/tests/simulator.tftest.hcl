# On the simulated clouds, over HTTP and with checked signatures:
#   terraform-provider-vpcconnect simulate -- sh -c 'terraform init && terraform test'

run "b_and_c_ask" {
  module {
    source = "./tests/requests"
  }
}

run "b_is_approved" {
  module {
    source = "./tests/simulated"
  }

  assert {
    condition     = output.answers.huaweicloud.peerings == { from-b = "accepted" }
    error_message = "Huawei Cloud: the approved peering, and no other, should be accepted."
  }
  assert {
    condition     = output.answers.alicloud.peerings == { from-b = "accepted" }
    error_message = "Alibaba Cloud: the approved peering, and no other, should be accepted."
  }
  assert {
    condition     = output.answers.aws.peerings == { vpc-of-b = "accepted" }
    error_message = "AWS: the approved peering, and no other, should be accepted."
  }
  assert {
    condition     = output.answers.huaweicloud.endpoints == { endpoint-of-b = "accepted" }
    error_message = "Huawei Cloud: the approved endpoint, and no other, should be accepted."
  }
  assert {
    condition     = output.answers.alicloud.endpoints == { ep-of-b = "accepted" }
    error_message = "Alibaba Cloud: the approved endpoint, and no other, should be accepted."
  }
  assert {
    condition     = output.answers.aws.endpoints == { vpce-of-b = "accepted" }
    error_message = "AWS: the approved endpoint, and no other, should be accepted."
  }
  assert {
    condition     = output.waiting.huaweicloud == ["from-c", "endpoint-of-c"]
    error_message = "Huawei Cloud: C should be seen to wait."
  }
  assert {
    condition     = output.waiting.alicloud == ["from-c", "ep-of-c"]
    error_message = "Alibaba Cloud: C should be seen to wait."
  }
  assert {
    condition     = output.waiting.aws == ["vpc-of-c", "vpce-of-c"]
    error_message = "AWS: C should be seen to wait."
  }
}

# The trap of a map of what is pending alone: the second apply would take back what the first one has decided.
run "a_second_apply_keeps_what_is_accepted" {
  module {
    source = "./tests/simulated"
  }

  assert {
    condition     = output.answers.huaweicloud == { peerings = { from-b = "accepted" }, endpoints = { endpoint-of-b = "accepted" } }
    error_message = "Huawei Cloud: the second apply changed an answer."
  }
  assert {
    condition     = output.answers.alicloud == { peerings = { from-b = "accepted" }, endpoints = { ep-of-b = "accepted" } }
    error_message = "Alibaba Cloud: the second apply changed an answer."
  }
  assert {
    condition     = output.answers.aws == { peerings = { vpc-of-b = "accepted" }, endpoints = { vpce-of-b = "accepted" } }
    error_message = "AWS: the second apply changed an answer."
  }
}

run "c_is_rejected_where_it_says_so" {
  module {
    source = "./tests/simulated"
  }

  variables {
    reject_others = true
  }

  assert {
    condition     = output.answers.huaweicloud.peerings == { from-b = "accepted", from-c = "rejected" }
    error_message = "Huawei Cloud: C's peering should be rejected."
  }
  assert {
    condition     = output.answers.alicloud.peerings == { from-b = "accepted", from-c = "rejected" }
    error_message = "Alibaba Cloud: C's peering should be rejected."
  }
  assert {
    condition     = output.answers.aws.peerings == { vpc-of-b = "accepted", vpc-of-c = "rejected" }
    error_message = "AWS: C's peering should be rejected."
  }
  assert {
    condition     = output.answers.huaweicloud.endpoints == { endpoint-of-b = "accepted", endpoint-of-c = "rejected" }
    error_message = "Huawei Cloud: C's endpoint should be rejected."
  }
  assert {
    condition     = output.answers.alicloud.endpoints == { ep-of-b = "accepted", ep-of-c = "rejected" }
    error_message = "Alibaba Cloud: C's endpoint should be rejected."
  }
  assert {
    condition     = output.answers.aws.endpoints == { vpce-of-b = "accepted", vpce-of-c = "rejected" }
    error_message = "AWS: C's endpoint should be rejected."
  }
  assert {
    condition     = length(concat(output.waiting.huaweicloud, output.waiting.alicloud, output.waiting.aws)) == 0
    error_message = "Nobody should wait any more."
  }
}

run "another_list_changes_the_answers_in_place" {
  module {
    source = "./tests/simulated"
  }

  variables {
    reject_others    = true
    endpoint_tenants = ["C"]
  }

  assert {
    condition     = output.answers.huaweicloud.endpoints == { endpoint-of-b = "rejected", endpoint-of-c = "accepted" }
    error_message = "Huawei Cloud: the endpoints should have changed places."
  }
  assert {
    condition     = output.answers.alicloud.endpoints == { ep-of-b = "rejected", ep-of-c = "accepted" }
    error_message = "Alibaba Cloud: the endpoints should have changed places."
  }
  assert {
    condition     = output.answers.aws.endpoints == { vpce-of-b = "rejected", vpce-of-c = "accepted" }
    error_message = "AWS: the endpoints should have changed places."
  }
}
