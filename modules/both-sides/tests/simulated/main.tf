# The module with two tenants on the simulated clouds, as a configuration uses it.

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

locals {
  huaweicloud = { vpc = var.simulator, iam = var.simulator }
  alicloud    = { vpcpeer = var.simulator, sts = var.simulator }
  aws         = { ec2 = "${var.simulator}/{region}", sts = var.simulator }
}

provider "vpcconnect" {
  huaweicloud = {
    default = { region = "cn-north-4", access_key = "A", secret_key = "SK-A", endpoints = local.huaweicloud }
    partner = { region = "cn-north-4", access_key = "B", secret_key = "SK-B", endpoints = local.huaweicloud }
  }
  alicloud = {
    default = { region = "cn-hangzhou", access_key = "A", secret_key = "SK-A", endpoints = local.alicloud }
    partner = { region = "cn-beijing", access_key = "B", secret_key = "SK-B", endpoints = local.alicloud }
  }
  aws = {
    default = { region = "eu-central-1", access_key = "A", secret_key = "SK-A", endpoints = local.aws }
    partner = { region = "eu-central-1", access_key = "B", secret_key = "SK-B", endpoints = local.aws }
  }
}

module "both_sides" {
  source = "../.."

  huaweicloud_peerings = {
    orders = {
      requester = { vpc_id = "vpc-of-a" }
      accepter  = { account = "partner", project_id = "project-B", vpc_id = "vpc-of-b" }
    }
  }

  alicloud_peerings = {
    orders = {
      bandwidth = 100
      requester = { vpc_id = "vpc-of-a", tags = { team = "orders" } }
      accepter  = { account = "partner", account_id = "1255198513", region = "cn-beijing", vpc_id = "vpc-of-b" }
    }
  }

  aws_peerings = {
    orders = {
      requester = { vpc_id = "vpc-of-a", tags = { Name = "orders" } }
      # Another region than that of the partner's account.
      accepter = {
        account               = "partner"
        account_id            = "001255198513"
        region                = "eu-west-1"
        vpc_id                = "vpc-of-b"
        remote_dns_resolution = true
      }
    }
    within-one-account = {
      requester = { vpc_id = "vpc-of-a" }
      accepter  = { vpc_id = "vpc-of-a-too" }
    }
  }
}

output "peerings" {
  description = "What the module hands over."
  value = {
    huaweicloud = module.both_sides.huaweicloud_peerings["orders"]
    alicloud    = module.both_sides.alicloud_peerings["orders"]
    aws         = module.both_sides.aws_peerings["orders"]
    within      = module.both_sides.aws_peerings["within-one-account"]
  }
}
