resource "vpcconnect_aws_peering" "request" {
  for_each = var.aws_peerings

  account               = each.value.requester.account
  region                = each.value.requester.region
  requester_vpc_id      = each.value.requester.vpc_id
  accepter_vpc_id       = each.value.accepter.vpc_id
  accepter_region       = each.value.accepter.region
  accepter_account_id   = each.value.accepter.account_id
  remote_dns_resolution = each.value.requester.remote_dns_resolution
  tags                  = each.value.requester.tags
  replace_refused       = each.value.replace_refused
}

resource "vpcconnect_aws_peering_accepter" "answer" {
  for_each = var.aws_peerings

  account               = each.value.accepter.account
  region                = vpcconnect_aws_peering.request[each.key].accepter_region
  peering_id            = vpcconnect_aws_peering.request[each.key].id
  decision              = "accept"
  remote_dns_resolution = each.value.accepter.remote_dns_resolution
  tags                  = each.value.accepter.tags
}
