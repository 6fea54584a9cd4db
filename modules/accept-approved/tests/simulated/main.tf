# The module as tenant A uses it, on the simulated clouds.

terraform {
  required_version = ">= 1.3"

  required_providers {
    vpcconnect = {
      source  = "vpcconnect/vpcconnect"
      version = ">= 0.1.0"
    }
  }
}

variable "simulator" {
  description = "Where the simulator listens. `simulate -- COMMAND` sets it."
  type        = string
}

variable "reject_others" {
  description = "Whether everybody else is rejected."
  type        = bool
  default     = false
}

variable "endpoint_tenants" {
  description = "Whose endpoints are let in."
  type        = set(string)
  default     = ["B"]
}

locals {
  numbers = { B = "1255198513", C = "1037565863" }
}

provider "vpcconnect" {
  huaweicloud = {
    default = {
      region     = "cn-north-4"
      access_key = "A"
      secret_key = "SK-A"
      endpoints  = { vpc = var.simulator, vpcep = var.simulator, iam = var.simulator }
    }
  }
  alicloud = {
    default = {
      region     = "cn-hangzhou"
      access_key = "A"
      secret_key = "SK-A"
      endpoints  = { vpcpeer = var.simulator, privatelink = "${var.simulator}/{region}", sts = var.simulator }
    }
  }
  aws = {
    default = {
      region     = "us-east-1"
      access_key = "A"
      secret_key = "SK-A"
      endpoints  = { ec2 = var.simulator, sts = var.simulator }
    }
  }
}

module "accept_approved" {
  source = "../.."

  huaweicloud_peerings = {
    approved      = { partner = { project_id = "project-B" } }
    reject_others = var.reject_others
  }

  huaweicloud_endpoint_connections = {
    service_id    = "service-of-a"
    approved      = { for tenant in var.endpoint_tenants : tenant => { domain_id = "domain-${tenant}" } }
    reject_others = var.reject_others
  }

  alicloud_peerings = {
    approved      = { partner = { account_id = local.numbers["B"], vpc_id = "vpc-of-b" } }
    reject_others = var.reject_others
  }

  alicloud_endpoint_connections = {
    service_id    = "epsrv-of-a"
    approved      = { for tenant in var.endpoint_tenants : tenant => { account_id = local.numbers[tenant], bandwidth = 200 } }
    reject_others = var.reject_others
  }

  aws_peerings = {
    approved      = { partner = { account_id = "00${local.numbers["B"]}", vpc_id = "vpc-of-b" } }
    reject_others = var.reject_others
  }

  aws_endpoint_connections = {
    service_id    = "vpce-svc-of-a"
    approved      = { for tenant in var.endpoint_tenants : tenant => { account_id = "00${local.numbers[tenant]}" } }
    reject_others = var.reject_others
  }
}

output "answers" {
  description = "The answers, by cloud, by the names of peerings (on AWS, which has none, the VPCs that ask) and the ids of endpoints."
  value = {
    huaweicloud = {
      peerings  = { for one in module.accept_approved.huaweicloud_peerings : one.name => one.answer }
      endpoints = { for one in module.accept_approved.huaweicloud_endpoint_connections : one.endpoint_id => one.answer }
    }
    alicloud = {
      peerings  = { for one in module.accept_approved.alicloud_peerings : one.name => one.answer }
      endpoints = { for one in module.accept_approved.alicloud_endpoint_connections : one.endpoint_id => one.answer }
    }
    aws = {
      peerings  = { for one in module.accept_approved.aws_peerings : one.requester_vpc_id => one.answer }
      endpoints = { for one in module.accept_approved.aws_endpoint_connections : one.endpoint_id => one.answer }
    }
  }
}

output "waiting" {
  description = "Who waits, by cloud: the tenants' names of their requests (on AWS their VPCs), and their endpoints."
  value = {
    huaweicloud = concat(
      [for one in module.accept_approved.waiting.huaweicloud_peerings : one.name],
      [for one in module.accept_approved.waiting.huaweicloud_endpoint_connections : one.endpoint_id],
    )
    alicloud = concat(
      [for one in module.accept_approved.waiting.alicloud_peerings : one.name],
      [for one in module.accept_approved.waiting.alicloud_endpoint_connections : one.endpoint_id],
    )
    aws = concat(
      [for one in module.accept_approved.waiting.aws_peerings : one.requester_vpc_id],
      [for one in module.accept_approved.waiting.aws_endpoint_connections : one.endpoint_id],
    )
  }
}
