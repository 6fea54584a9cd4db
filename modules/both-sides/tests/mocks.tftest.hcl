# Without any cloud: what the module asks for, by a mocked provider (Terraform 1.7, OpenTofu 1.8 or newer).

mock_provider "vpcconnect" {
  mock_resource "vpcconnect_huaweicloud_peering" {
    defaults = {
      id                   = "peering-1"
      requester_project_id = "project-of-a"
    }
  }

  mock_resource "vpcconnect_huaweicloud_peering_accepter" {
    defaults = {
      active_id = "peering-1"
      status    = "ACTIVE"
      answer    = "accepted"
    }
  }

  mock_resource "vpcconnect_alicloud_peering" {
    defaults = {
      id = "pcc-1"
    }
  }

  mock_resource "vpcconnect_alicloud_peering_accepter" {
    defaults = {
      active_id = "pcc-1"
      status    = "Activated"
      answer    = "accepted"
    }
  }

  mock_resource "vpcconnect_aws_peering" {
    defaults = {
      id              = "pcx-1"
      accepter_region = "eu-central-1"
    }
  }

  mock_resource "vpcconnect_aws_peering_accepter" {
    defaults = {
      active_id = "pcx-1"
      status    = "active"
      answer    = "accepted"
    }
  }
}

variables {
  huaweicloud_peerings = {
    orders = {
      requester = { vpc_id = "vpc-of-a" }
      accepter  = { account = "partner", project_id = "project-of-b", vpc_id = "vpc-of-b" }
    }
  }
  alicloud_peerings = {
    orders = {
      name      = "orders to data"
      requester = { vpc_id = "vpc-of-a", tags = { team = "orders" } }
      accepter  = { account = "partner", account_id = "42", region = "cn-beijing", vpc_id = "vpc-of-b" }
    }
  }
  aws_peerings = {
    orders = {
      requester = { vpc_id = "vpc-of-a" }
      accepter  = { account = "partner", account_id = "000000000042", region = "eu-west-1", vpc_id = "vpc-of-b" }
    }
    within-one-region = {
      requester = { vpc_id = "vpc-of-a" }
      accepter  = { vpc_id = "vpc-of-a-too" }
    }
  }
}

run "the_accepter_gets_the_requests_id" {
  assert {
    condition     = vpcconnect_huaweicloud_peering_accepter.answer["orders"].peering_id == "peering-1"
    error_message = "The accepter answers another peering."
  }
  assert {
    condition     = vpcconnect_alicloud_peering_accepter.answer["orders"].peering_id == "pcc-1"
    error_message = "The accepter answers another peering."
  }
  assert {
    condition     = vpcconnect_aws_peering_accepter.answer["orders"].peering_id == "pcx-1"
    error_message = "The accepter answers another peering."
  }
}

run "each_side_acts_as_its_own_account" {
  assert {
    condition     = vpcconnect_huaweicloud_peering.request["orders"].account == null
    error_message = "The request is not sent by the default account."
  }
  assert {
    condition     = vpcconnect_huaweicloud_peering_accepter.answer["orders"].account == "partner"
    error_message = "The answer is not the partner's."
  }
  assert {
    condition     = vpcconnect_alicloud_peering_accepter.answer["orders"].account == "partner"
    error_message = "The answer is not the partner's."
  }
  assert {
    condition     = vpcconnect_aws_peering_accepter.answer["orders"].account == "partner"
    error_message = "The answer is not the partner's."
  }
}

run "on_aws_the_answer_is_given_in_the_accepters_region" {
  assert {
    condition     = { for name, one in vpcconnect_aws_peering_accepter.answer : name => one.region } == { orders = "eu-west-1", within-one-region = "eu-central-1" }
    error_message = "The accepter answers in another region."
  }
}

run "the_key_is_the_name_unless_there_is_one" {
  assert {
    condition     = vpcconnect_huaweicloud_peering.request["orders"].name == "orders"
    error_message = "The peering has another name than its key."
  }
  assert {
    condition     = vpcconnect_alicloud_peering.request["orders"].name == "orders to data"
    error_message = "The name that was given is not used."
  }
}

run "routes_get_the_accepters_id" {
  assert {
    condition     = output.huaweicloud_peerings["orders"].active_id == "peering-1"
    error_message = "There is no id for routes."
  }
  assert {
    condition     = output.alicloud_peerings["orders"].active_id == "pcc-1"
    error_message = "There is no id for routes."
  }
  assert {
    condition     = output.aws_peerings["orders"].active_id == "pcx-1"
    error_message = "There is no id for routes."
  }
}

run "nothing_is_asked_for_where_nothing_is_wanted" {
  variables {
    huaweicloud_peerings = {}
    alicloud_peerings    = {}
    aws_peerings         = {}
  }
  assert {
    condition     = length(merge(output.huaweicloud_peerings, output.alicloud_peerings, output.aws_peerings)) == 0
    error_message = "Something was asked for."
  }
}
