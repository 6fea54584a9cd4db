# The id for routes is the accepter's: it is known once that side has accepted, so that routes wait for it.

output "huaweicloud_peerings" {
  description = "The peerings on Huawei Cloud, by the same names: id, the id for routes, status, answer, and whose both sides are."
  value = {
    for key, request in vpcconnect_huaweicloud_peering.request : key => {
      id                   = request.id
      active_id            = vpcconnect_huaweicloud_peering_accepter.answer[key].active_id
      status               = vpcconnect_huaweicloud_peering_accepter.answer[key].status
      answer               = vpcconnect_huaweicloud_peering_accepter.answer[key].answer
      requester_project_id = request.requester_project_id
      accepter_project_id  = request.accepter_project_id
    }
  }
}

output "alicloud_peerings" {
  description = "The peerings on Alibaba Cloud, by the same names: id, the id for routes, status, answer, and whose both sides are."
  value = {
    for key, request in vpcconnect_alicloud_peering.request : key => {
      id                   = request.id
      active_id            = vpcconnect_alicloud_peering_accepter.answer[key].active_id
      status               = vpcconnect_alicloud_peering_accepter.answer[key].status
      answer               = vpcconnect_alicloud_peering_accepter.answer[key].answer
      requester_account_id = request.requester_account_id
      accepter_account_id  = request.accepter_account_id
    }
  }
}

output "aws_peerings" {
  description = "The peerings on AWS, by the same names: id, the id for routes, status, answer, and whose both sides are."
  value = {
    for key, request in vpcconnect_aws_peering.request : key => {
      id                   = request.id
      active_id            = vpcconnect_aws_peering_accepter.answer[key].active_id
      status               = vpcconnect_aws_peering_accepter.answer[key].status
      answer               = vpcconnect_aws_peering_accepter.answer[key].answer
      requester_account_id = request.requester_account_id
      accepter_account_id  = request.accepter_account_id
    }
  }
}
