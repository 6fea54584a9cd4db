# Whom AWS shows, and which of them are approved.

data "vpcconnect_aws_peerings" "received" {
  count = var.aws_peerings == null ? 0 : 1

  account   = var.aws_peerings.account
  region    = var.aws_peerings.region
  direction = "received"
}

locals {
  aws_peerings = {
    for one in flatten(data.vpcconnect_aws_peerings.received[*].peerings) : one.id => {
      seen = one
      approved_as = [
        for name, who in var.aws_peerings.approved : name
        if who.account_id == one.requester_account_id
        && (who.vpc_id == null || who.vpc_id == one.requester_vpc_id)
        && (who.accepter_vpc_id == null || who.accepter_vpc_id == one.accepter_vpc_id)
      ]
    }
  }

  # Those that are answered already stay: a decision that leaves this map is destroyed by the next apply. An answer to a
  # peering is final, so nobody is accepted who was rejected, nor the other way round.
  aws_peering_answers = {
    for id, one in local.aws_peerings : id => length(one.approved_as) > 0 ? "accept" : "reject"
    if length(one.approved_as) > 0
    ? contains(["pending", "accepted"], one.seen.answer)
    : try(var.aws_peerings.reject_others, false) && contains(["pending", "rejected"], one.seen.answer)
  }
}

resource "vpcconnect_aws_peering_accepter" "answer" {
  for_each = local.aws_peering_answers

  account    = var.aws_peerings.account
  region     = var.aws_peerings.region
  peering_id = each.key
  decision   = each.value
  on_destroy = each.value == "accept" ? var.aws_peerings.on_destroy : null

  # What was looked at is what is answered.
  requester_account_id = local.aws_peerings[each.key].seen.requester_account_id
  requester_vpc_id     = local.aws_peerings[each.key].seen.requester_vpc_id
}

data "vpcconnect_aws_endpoint_connections" "asking" {
  count = var.aws_endpoint_connections == null ? 0 : 1

  account    = var.aws_endpoint_connections.account
  region     = var.aws_endpoint_connections.region
  service_id = var.aws_endpoint_connections.service_id
}

locals {
  aws_endpoint_connections = {
    for one in flatten(data.vpcconnect_aws_endpoint_connections.asking[*].connections) : one.id => {
      seen = one
      approved_as = [
        for name, who in var.aws_endpoint_connections.approved : name
        if who.account_id == one.requester_account_id
      ]
    }
  }

  # Whatever was answered: who is approved again is let in again.
  aws_endpoint_answers = {
    for id, one in local.aws_endpoint_connections : id => length(one.approved_as) > 0 ? "accept" : "reject"
    if contains(["pending", "accepted", "rejected"], one.seen.answer)
    && (length(one.approved_as) > 0 || try(var.aws_endpoint_connections.reject_others, false))
  }
}

resource "vpcconnect_aws_endpoint_connection" "answer" {
  for_each = local.aws_endpoint_answers

  account     = var.aws_endpoint_connections.account
  region      = var.aws_endpoint_connections.region
  service_id  = var.aws_endpoint_connections.service_id
  endpoint_id = local.aws_endpoint_connections[each.key].seen.endpoint_id
  decision    = each.value
  on_destroy  = each.value == "accept" ? var.aws_endpoint_connections.on_destroy : null

  requester_account_id = local.aws_endpoint_connections[each.key].seen.requester_account_id
}
