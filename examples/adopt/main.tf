# Takes over all requests of the tenants that you approve: those that were answered as they are, and those that
# wait with the answer that is written below. It works with Terraform and OpenTofu from 1.7 on.

terraform {
  required_version = ">= 1.7.0"

  required_providers {
    vpcconnect = {
      source  = "vpcconnect/vpcconnect"
      version = "~> 0.1"
    }
  }
}

variable "simulator" {
  description = "Where the simulator listens; null for the real cloud."
  type        = string
  default     = null
}

variable "approved_projects" {
  description = "The projects whose requests are accepted."
  type        = list(string)
}

provider "vpcconnect" {
  huaweicloud = {
    default = {
      region = "cn-north-4"

      # For the simulator alone; on the real cloud the keys come from HW_ACCESS_KEY and HW_SECRET_KEY.
      access_key = var.simulator == null ? null : "B"
      secret_key = var.simulator == null ? null : "SK-B"
      endpoints  = { vpc = var.simulator, iam = var.simulator }
    }
  }
}

data "vpcconnect_huaweicloud_peerings" "received" {
  direction             = "received"
  answers               = ["pending", "accepted"]
  requester_project_ids = var.approved_projects
}

locals {
  received = { for one in data.vpcconnect_huaweicloud_peerings.received.peerings : one.id => one }
}

import {
  for_each = local.received
  to       = vpcconnect_huaweicloud_peering_accepter.received[each.key]
  id       = each.key
}

resource "vpcconnect_huaweicloud_peering_accepter" "received" {
  for_each = local.received

  peering_id           = each.key
  decision             = "accept"
  requester_project_id = each.value.requester_project_id
}
