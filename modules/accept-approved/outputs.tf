output "huaweicloud_peerings" {
  description = "What was answered on Huawei Cloud, by id: under which names it is approved, who asks, and the id for routes."
  value = {
    for id, one in vpcconnect_huaweicloud_peering_accepter.answer : id => {
      approved_as          = local.huaweicloud_peerings[id].approved_as
      name                 = one.name
      answer               = one.answer
      active_id            = one.active_id
      requester_project_id = one.requester_project_id
      requester_vpc_id     = one.requester_vpc_id
      accepter_vpc_id      = one.accepter_vpc_id
    }
  }
}

output "huaweicloud_endpoint_connections" {
  description = "The endpoints that were answered on Huawei Cloud, by id: under which names they are approved, and who asks."
  value = {
    for id, one in vpcconnect_huaweicloud_endpoint_connection.answer : id => {
      approved_as         = local.huaweicloud_endpoint_connections[id].approved_as
      endpoint_id         = one.endpoint_id
      answer              = one.answer
      requester_domain_id = one.requester_domain_id
    }
  }
}

output "alicloud_peerings" {
  description = "What was answered on Alibaba Cloud, by id: under which names it is approved, who asks, and the id for routes."
  value = {
    for id, one in vpcconnect_alicloud_peering_accepter.answer : id => {
      approved_as          = local.alicloud_peerings[id].approved_as
      name                 = one.name
      answer               = one.answer
      active_id            = one.active_id
      requester_account_id = one.requester_account_id
      requester_vpc_id     = one.requester_vpc_id
      accepter_vpc_id      = one.accepter_vpc_id
    }
  }
}

output "alicloud_endpoint_connections" {
  description = "The endpoints that were answered on Alibaba Cloud, by id: under which names they are approved, and who asks."
  value = {
    for id, one in vpcconnect_alicloud_endpoint_connection.answer : id => {
      approved_as          = local.alicloud_endpoint_connections[id].approved_as
      endpoint_id          = one.endpoint_id
      answer               = one.answer
      requester_account_id = one.requester_account_id
      requester_vpc_id     = one.requester_vpc_id
    }
  }
}

output "aws_peerings" {
  description = "What was answered on AWS, by id: under which names it is approved, who asks, and the id for routes."
  value = {
    for id, one in vpcconnect_aws_peering_accepter.answer : id => {
      approved_as          = local.aws_peerings[id].approved_as
      answer               = one.answer
      active_id            = one.active_id
      requester_account_id = one.requester_account_id
      requester_vpc_id     = one.requester_vpc_id
      accepter_vpc_id      = one.accepter_vpc_id
    }
  }
}

output "aws_endpoint_connections" {
  description = "The endpoints that were answered on AWS, by id: under which names they are approved, and who asks."
  value = {
    for id, one in vpcconnect_aws_endpoint_connection.answer : id => {
      approved_as          = local.aws_endpoint_connections[id].approved_as
      endpoint_id          = one.endpoint_id
      answer               = one.answer
      requester_account_id = one.requester_account_id
    }
  }
}

output "waiting" {
  description = "Who asks and is not approved, by id, as it was seen before the apply. On Alibaba Cloud's PrivateLink those that were rejected are among them: the cloud shows no difference."
  value = {
    huaweicloud_peerings = {
      for id, one in local.huaweicloud_peerings : id => one.seen
      if one.seen.answer == "pending" && !contains(keys(local.huaweicloud_peering_answers), id)
    }
    huaweicloud_endpoint_connections = {
      for id, one in local.huaweicloud_endpoint_connections : id => one.seen
      if one.seen.answer == "pending" && !contains(keys(local.huaweicloud_endpoint_answers), id)
    }
    alicloud_peerings = {
      for id, one in local.alicloud_peerings : id => one.seen
      if one.seen.answer == "pending" && !contains(keys(local.alicloud_peering_answers), id)
    }
    alicloud_endpoint_connections = {
      for id, one in local.alicloud_endpoint_connections : id => one.seen
      if contains(["pending", "rejected"], one.seen.answer) && !contains(keys(local.alicloud_endpoint_answers), id)
    }
    aws_peerings = {
      for id, one in local.aws_peerings : id => one.seen
      if one.seen.answer == "pending" && !contains(keys(local.aws_peering_answers), id)
    }
    aws_endpoint_connections = {
      for id, one in local.aws_endpoint_connections : id => one.seen
      if one.seen.answer == "pending" && !contains(keys(local.aws_endpoint_answers), id)
    }
  }
}
