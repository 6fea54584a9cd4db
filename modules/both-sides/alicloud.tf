resource "vpcconnect_alicloud_peering" "request" {
  for_each = var.alicloud_peerings

  account             = each.value.requester.account
  region              = each.value.requester.region
  name                = coalesce(each.value.name, each.key)
  description         = each.value.description
  requester_vpc_id    = each.value.requester.vpc_id
  accepter_vpc_id     = each.value.accepter.vpc_id
  accepter_region     = each.value.accepter.region
  accepter_account_id = each.value.accepter.account_id
  bandwidth           = each.value.bandwidth
  link_type           = each.value.link_type
  resource_group_id   = each.value.requester.resource_group_id
  tags                = each.value.requester.tags
  replace_refused     = each.value.replace_refused
  force_delete        = each.value.force_delete
}

resource "vpcconnect_alicloud_peering_accepter" "answer" {
  for_each = var.alicloud_peerings

  account           = each.value.accepter.account
  peering_id        = vpcconnect_alicloud_peering.request[each.key].id
  decision          = "accept"
  resource_group_id = each.value.accepter.resource_group_id
  tags              = each.value.accepter.tags
  force_delete      = each.value.force_delete
}
