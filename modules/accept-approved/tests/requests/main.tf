# Tenants B and C ask tenant A, on the simulated clouds: for peerings by resources, for endpoints through the simulator's
# own path, because an endpoint is made by other providers than this one.

terraform {
  required_version = ">= 1.4"

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

locals {
  tenants = { b = "B", c = "C" }

  huaweicloud = { vpc = var.simulator, iam = var.simulator }
  alicloud    = { vpcpeer = var.simulator, sts = var.simulator }
  aws         = { ec2 = var.simulator, sts = var.simulator }

  objects = [
    ["services", { owner = "A", id = "service-of-a", approval_enabled = true, permissions = ["iam:domain::*"] }],
    ["endpoints", { requester = "B", service_id = "service-of-a", id = "endpoint-of-b" }],
    ["endpoints", { requester = "C", service_id = "service-of-a", id = "endpoint-of-c" }],
    ["services", { cloud = "alicloud", owner = "A", id = "epsrv-of-a" }],
    ["endpoints", { cloud = "alicloud", requester = "B", service_id = "epsrv-of-a", id = "ep-of-b" }],
    ["endpoints", { cloud = "alicloud", requester = "C", service_id = "epsrv-of-a", id = "ep-of-c" }],
    ["services", { cloud = "aws", owner = "A", id = "vpce-svc-of-a" }],
    ["endpoints", { cloud = "aws", requester = "B", service_id = "vpce-svc-of-a", id = "vpce-of-b" }],
    ["endpoints", { cloud = "aws", requester = "C", service_id = "vpce-svc-of-a", id = "vpce-of-c" }],
  ]
}

provider "vpcconnect" {
  huaweicloud = {
    for name, key in local.tenants : name => {
      region = "cn-north-4", access_key = key, secret_key = "SK-${key}", endpoints = local.huaweicloud
    }
  }
  alicloud = {
    for name, key in local.tenants : name => {
      region = "cn-hangzhou", access_key = key, secret_key = "SK-${key}", endpoints = local.alicloud
    }
  }
  aws = {
    for name, key in local.tenants : name => {
      region = "us-east-1", access_key = key, secret_key = "SK-${key}", endpoints = local.aws
    }
  }
}

resource "vpcconnect_huaweicloud_peering" "request" {
  for_each = local.tenants

  account             = each.key
  name                = "from-${each.key}"
  requester_vpc_id    = "vpc-of-${each.key}"
  accepter_vpc_id     = "vpc-of-a"
  accepter_project_id = "project-A"
}

resource "vpcconnect_alicloud_peering" "request" {
  for_each = local.tenants

  account             = each.key
  name                = "from-${each.key}"
  requester_vpc_id    = "vpc-of-${each.key}"
  accepter_vpc_id     = "vpc-of-a"
  accepter_region     = "cn-hangzhou"
  accepter_account_id = "3554254475"
}

resource "vpcconnect_aws_peering" "request" {
  for_each = local.tenants

  account             = each.key
  requester_vpc_id    = "vpc-of-${each.key}"
  accepter_vpc_id     = "vpc-of-a"
  accepter_account_id = "003554254475"
}

resource "terraform_data" "endpoints" {
  provisioner "local-exec" {
    command = join("\n", concat(["set -eu"], [
      for one in local.objects :
      "curl --silent --show-error --fail --output /dev/null ${var.simulator}/_simulator/${one[0]} --data '${jsonencode(one[1])}'"
    ]))
  }
}
