# Whom Alibaba Cloud shows, and which of them are approved.

data "vpcconnect_alicloud_peerings" "received" {
  count = var.alicloud_peerings == null ? 0 : 1

  account   = var.alicloud_peerings.account
  direction = "received"
}

locals {
  alicloud_peerings = {
    for one in flatten(data.vpcconnect_alicloud_peerings.received[*].peerings) : one.id => {
      seen = one
      approved_as = [
        for name, who in var.alicloud_peerings.approved : name
        if who.account_id == one.requester_account_id
        && (who.vpc_id == null || who.vpc_id == one.requester_vpc_id)
        && (who.accepter_vpc_id == null || who.accepter_vpc_id == one.accepter_vpc_id)
      ]
    }
  }

  # Those that are answered already stay: a decision that leaves this map is destroyed by the next apply. An answer to a
  # peering is final, so nobody is accepted who was rejected, nor the other way round.
  alicloud_peering_answers = {
    for id, one in local.alicloud_peerings : id => length(one.approved_as) > 0 ? "accept" : "reject"
    if length(one.approved_as) > 0
    ? contains(["pending", "accepted"], one.seen.answer)
    : try(var.alicloud_peerings.reject_others, false) && contains(["pending", "rejected"], one.seen.answer)
  }
}

resource "vpcconnect_alicloud_peering_accepter" "answer" {
  for_each = local.alicloud_peering_answers

  account    = var.alicloud_peerings.account
  peering_id = each.key
  decision   = each.value
  on_destroy = each.value == "accept" ? var.alicloud_peerings.on_destroy : null

  # What was looked at is what is answered.
  requester_account_id = local.alicloud_peerings[each.key].seen.requester_account_id
  requester_vpc_id     = local.alicloud_peerings[each.key].seen.requester_vpc_id
}

data "vpcconnect_alicloud_endpoint_connections" "asking" {
  count = var.alicloud_endpoint_connections == null ? 0 : 1

  account    = var.alicloud_endpoint_connections.account
  region     = var.alicloud_endpoint_connections.region
  service_id = var.alicloud_endpoint_connections.service_id
}

locals {
  alicloud_endpoint_connections = {
    for one in flatten(data.vpcconnect_alicloud_endpoint_connections.asking[*].connections) : one.id => {
      seen = one
      approved_as = [
        for name, who in var.alicloud_endpoint_connections.approved : name
        if who.account_id == one.requester_account_id
        && (who.vpc_id == null || who.vpc_id == one.requester_vpc_id)
      ]
    }
  }

  # Whatever was answered: who is approved again is let in again, and who waits and who was rejected look alike on
  # PrivateLink.
  alicloud_endpoint_answers = {
    for id, one in local.alicloud_endpoint_connections : id => length(one.approved_as) > 0 ? "accept" : "reject"
    if contains(["pending", "accepted", "rejected"], one.seen.answer)
    && (length(one.approved_as) > 0 || try(var.alicloud_endpoint_connections.reject_others, false))
  }
}

resource "vpcconnect_alicloud_endpoint_connection" "answer" {
  for_each = local.alicloud_endpoint_answers

  account     = var.alicloud_endpoint_connections.account
  region      = var.alicloud_endpoint_connections.region
  service_id  = var.alicloud_endpoint_connections.service_id
  endpoint_id = local.alicloud_endpoint_connections[each.key].seen.endpoint_id
  decision    = each.value
  on_destroy  = each.value == "accept" ? var.alicloud_endpoint_connections.on_destroy : null
  bandwidth = one([
    for name in slice(local.alicloud_endpoint_connections[each.key].approved_as, 0, each.value == "accept" ? 1 : 0) :
    var.alicloud_endpoint_connections.approved[name].bandwidth
  ])

  requester_account_id = local.alicloud_endpoint_connections[each.key].seen.requester_account_id
  requester_vpc_id     = local.alicloud_endpoint_connections[each.key].seen.requester_vpc_id
}
