# Two tenants on each simulated cloud: Huawei Cloud, Alibaba Cloud and AWS. On each, tenant A requests two VPC
# peerings; tenant B accepts one and rejects the other. Tenant B answers endpoints as well, when there are any.

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
  description = "By cloud: endpoints that ask a service of tenant B, by names of your choice, and what to answer each."
  type = map(map(object({
    service_id  = string
    endpoint_id = string
    decision    = string
  })))
  default = {}
}

locals {
  huaweicloud = { vpc = var.simulator, vpcep = var.simulator, iam = var.simulator }
  alicloud    = { vpcpeer = var.simulator, privatelink = "${var.simulator}/{region}", sts = var.simulator }
  aws         = { ec2 = "${var.simulator}/{region}", sts = var.simulator }
}

provider "vpcconnect" {
  huaweicloud = {
    tenant_a = {
      region     = "cn-north-4"
      access_key = "TENANT-A"
      secret_key = "SK-TENANT-A"
      endpoints  = local.huaweicloud
    }
    tenant_b = {
      region     = "cn-north-4"
      access_key = "TENANT-B"
      secret_key = "SK-TENANT-B"
      endpoints  = local.huaweicloud
    }
  }

  alicloud = {
    tenant_a = {
      region     = "cn-hangzhou"
      access_key = "TENANT-A"
      secret_key = "SK-TENANT-A"
      endpoints  = local.alicloud
    }
    tenant_b = {
      region     = "cn-beijing"
      access_key = "TENANT-B"
      secret_key = "SK-TENANT-B"
      endpoints  = local.alicloud
    }
  }

  aws = {
    tenant_a = {
      region     = "eu-central-1"
      access_key = "TENANT-A"
      secret_key = "SK-TENANT-A"
      endpoints  = local.aws
    }
    tenant_b = {
      region     = "eu-west-1"
      access_key = "TENANT-B"
      secret_key = "SK-TENANT-B"
      endpoints  = local.aws
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
  for_each = lookup(var.endpoints, "huaweicloud", {})

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
  for_each = lookup(var.endpoints, "alicloud", {})

  account              = "tenant_b"
  service_id           = each.value.service_id
  endpoint_id          = each.value.endpoint_id
  decision             = each.value.decision
  requester_account_id = "3274957029"
}

# And on AWS, where a peering has no name but a tag.
resource "vpcconnect_aws_peering" "request" {
  for_each = {
    welcome   = "vpc-of-b-1"
    unwelcome = "vpc-of-b-2"
  }

  account             = "tenant_a"
  requester_vpc_id    = "vpc-of-a"
  accepter_vpc_id     = each.value
  accepter_region     = "eu-west-1"
  accepter_account_id = "001513795935"
  tags                = { Name = each.key }
}

resource "vpcconnect_aws_peering_accepter" "answer" {
  for_each = {
    welcome   = "accept"
    unwelcome = "reject"
  }

  account              = "tenant_b"
  peering_id           = vpcconnect_aws_peering.request[each.key].id
  decision             = each.value
  requester_account_id = "003274957029"
}

resource "vpcconnect_aws_endpoint_connection" "answer" {
  for_each = lookup(var.endpoints, "aws", {})

  account              = "tenant_b"
  service_id           = each.value.service_id
  endpoint_id          = each.value.endpoint_id
  decision             = each.value.decision
  requester_account_id = "003274957029"
}

output "answers" {
  description = "What became of each request, by cloud."
  value = {
    huaweicloud = { for name, one in vpcconnect_huaweicloud_peering_accepter.answer : name => one.answer }
    alicloud    = { for name, one in vpcconnect_alicloud_peering_accepter.answer : name => one.answer }
    aws         = { for name, one in vpcconnect_aws_peering_accepter.answer : name => one.answer }
  }
}
