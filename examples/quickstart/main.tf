# Two tenants on a simulated Huawei Cloud, and two on a simulated Alibaba Cloud. On each, tenant A
# requests two VPC peerings; tenant B accepts one and rejects the other. Tenant B answers endpoints as well,
# when there are any.

terraform {
  required_version = ">= 1.0"

  required_providers {
    vpcconnect = {
      source  = "vpcconnect/vpcconnect"
      version = ">= 0.1.0"
    }
  }
}

variable "simulator" {
  description = "Where `terraform-provider-vpcconnect simulate` listens."
  type        = string
  default     = "http://127.0.0.1:8080"
}

variable "endpoints" {
  description = "VPC endpoints that ask an endpoint service of tenant B, and what to answer each."
  type = map(object({
    service_id  = string
    endpoint_id = string
    decision    = string
  }))
  default = {}
}

variable "privatelink" {
  description = "The same on Alibaba Cloud PrivateLink."
  type = map(object({
    service_id  = string
    endpoint_id = string
    decision    = string
  }))
  default = {}
}

locals {
  endpoints = { vpc = var.simulator, vpcep = var.simulator, iam = var.simulator }
  alicloud_endpoints = {
    vpcpeer     = var.simulator
    privatelink = "${var.simulator}/{region}"
    sts         = var.simulator
  }
}

provider "vpcconnect" {
  huaweicloud = {
    tenant_a = {
      region     = "cn-north-4"
      access_key = "TENANT-A"
      secret_key = "SK-TENANT-A"
      endpoints  = local.endpoints
    }
    tenant_b = {
      region     = "cn-north-4"
      access_key = "TENANT-B"
      secret_key = "SK-TENANT-B"
      endpoints  = local.endpoints
    }
  }

  alicloud = {
    tenant_a = {
      region     = "cn-hangzhou"
      access_key = "TENANT-A"
      secret_key = "SK-TENANT-A"
      endpoints  = local.alicloud_endpoints
    }
    tenant_b = {
      region     = "cn-beijing"
      access_key = "TENANT-B"
      secret_key = "SK-TENANT-B"
      endpoints  = local.alicloud_endpoints
    }
  }
}

# Tenant A asks.
resource "vpcconnect_huaweicloud_peering" "request" {
  for_each = {
    welcome   = "vpc-of-b-1"
    unwelcome = "vpc-of-b-2"
  }

  account             = "tenant_a"
  name                = each.key
  requester_vpc_id    = "vpc-of-a"
  accepter_vpc_id     = each.value
  accepter_project_id = "project-TENANT-B"
}

# Tenant B answers, and only requests of tenant A's project.
resource "vpcconnect_huaweicloud_peering_accepter" "answer" {
  for_each = {
    welcome   = "accept"
    unwelcome = "reject"
  }

  account              = "tenant_b"
  peering_id           = vpcconnect_huaweicloud_peering.request[each.key].id
  decision             = each.value
  requester_project_id = "project-TENANT-A"
}

# And endpoints, only of tenant A's account.
resource "vpcconnect_huaweicloud_endpoint_connection" "answer" {
  for_each = var.endpoints

  account             = "tenant_b"
  service_id          = each.value.service_id
  endpoint_id         = each.value.endpoint_id
  decision            = each.value.decision
  requester_domain_id = "domain-TENANT-A"
}

# The same peerings on Alibaba Cloud, here between two regions. Accounts are numbers there.
resource "vpcconnect_alicloud_peering" "request" {
  for_each = {
    welcome   = "vpc-of-b-1"
    unwelcome = "vpc-of-b-2"
  }

  account             = "tenant_a"
  name                = each.key
  requester_vpc_id    = "vpc-of-a"
  accepter_vpc_id     = each.value
  accepter_region     = "cn-beijing"
  accepter_account_id = "1513795935"
}

resource "vpcconnect_alicloud_peering_accepter" "answer" {
  for_each = {
    welcome   = "accept"
    unwelcome = "reject"
  }

  account              = "tenant_b"
  peering_id           = vpcconnect_alicloud_peering.request[each.key].id
  decision             = each.value
  requester_account_id = "3274957029"
}

resource "vpcconnect_alicloud_endpoint_connection" "answer" {
  for_each = var.privatelink

  account              = "tenant_b"
  service_id           = each.value.service_id
  endpoint_id          = each.value.endpoint_id
  decision             = each.value.decision
  requester_account_id = "3274957029"
}

output "answers" {
  description = "What became of each request, by cloud."
  value = {
    huaweicloud = { for name, one in vpcconnect_huaweicloud_peering_accepter.answer : name => one.answer }
    alicloud    = { for name, one in vpcconnect_alicloud_peering_accepter.answer : name => one.answer }
  }
}
