resource "vpcconnect_huaweicloud_peering" "request" {
  for_each = var.huaweicloud_peerings

  account             = each.value.requester.account
  region              = each.value.region
  name                = coalesce(each.value.name, each.key)
  description         = each.value.description
  requester_vpc_id    = each.value.requester.vpc_id
  accepter_vpc_id     = each.value.accepter.vpc_id
  accepter_project_id = each.value.accepter.project_id
  replace_refused     = each.value.replace_refused
}

resource "vpcconnect_huaweicloud_peering_accepter" "answer" {
  for_each = var.huaweicloud_peerings

  account    = each.value.accepter.account
  region     = each.value.region
  peering_id = vpcconnect_huaweicloud_peering.request[each.key].id
  decision   = "accept"
}
