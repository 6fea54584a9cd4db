# On the simulated clouds, over HTTP and with checked signatures:
#   terraform-provider-vpcconnect simulate -- sh -c 'terraform init && terraform test'

run "both_sides" {
  module {
    source = "./tests/simulated"
  }

  assert {
    condition     = output.peerings.huaweicloud.status == "ACTIVE" && output.peerings.huaweicloud.answer == "accepted"
    error_message = "Huawei Cloud's peering is not active."
  }
  assert {
    condition     = output.peerings.huaweicloud.active_id == output.peerings.huaweicloud.id
    error_message = "There is no id for routes on Huawei Cloud."
  }
  assert {
    condition     = output.peerings.alicloud.status == "Activated" && output.peerings.alicloud.answer == "accepted"
    error_message = "Alibaba Cloud's peering is not active."
  }
  assert {
    condition     = output.peerings.alicloud.active_id == output.peerings.alicloud.id
    error_message = "There is no id for routes on Alibaba Cloud."
  }
  assert {
    condition     = output.peerings.aws.status == "active" && output.peerings.aws.answer == "accepted"
    error_message = "AWS's peering is not active."
  }
  assert {
    condition     = output.peerings.aws.active_id == output.peerings.aws.id
    error_message = "There is no id for routes on AWS."
  }
  assert {
    condition     = output.peerings.within.status == "active"
    error_message = "AWS's peering within one account is not active."
  }
}

run "a_second_apply_finds_the_same" {
  module {
    source = "./tests/simulated"
  }

  assert {
    condition     = output.peerings.huaweicloud.active_id == output.peerings.huaweicloud.id && output.peerings.huaweicloud.status == "ACTIVE"
    error_message = "Huawei Cloud: the second apply changed something."
  }
  assert {
    condition     = output.peerings.alicloud.active_id == output.peerings.alicloud.id && output.peerings.alicloud.status == "Activated"
    error_message = "Alibaba Cloud: the second apply changed something."
  }
  assert {
    condition     = output.peerings.aws.active_id == output.peerings.aws.id && output.peerings.aws.status == "active"
    error_message = "AWS: the second apply changed something."
  }
}
