# Two of our own accounts on each cloud, joined.

terraform {
  required_version = ">= 1.3"

  required_providers {
    vpcconnect = {
      source  = "vpcconnect/vpcconnect"
      version = ">= 0.1.0"
    }
  }
}

variable "data_access_key" {
  description = "The access key of the other account on Huawei Cloud."
  type        = string
  sensitive   = true
}

variable "data_secret_key" {
  description = "Its secret key."
  type        = string
  sensitive   = true
}

provider "vpcconnect" {
  huaweicloud = {
    default = { region = "cn-north-4" } # keys: HW_ACCESS_KEY, HW_SECRET_KEY
    data    = { region = "cn-north-4", access_key = var.data_access_key, secret_key = var.data_secret_key }
  }
  alicloud = {
    default = { region = "cn-hangzhou" } # keys: ALIBABA_CLOUD_ACCESS_KEY_ID, …_SECRET
    data    = { region = "cn-beijing", profile = "data" }
  }
  aws = {
    default = { region = "eu-central-1" } # keys: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, or ~/.aws
    data    = { region = "eu-west-1", profile = "data" }
  }
}

module "both_sides" {
  source = "../.."

  huaweicloud_peerings = {
    orders-to-data = {
      requester = { vpc_id = "3127e30b-5f8e-42d1-a3cc-fdadf412c5bf" }
      accepter = {
        account    = "data"
        project_id = "0123456789abcdef0123456789abcdef"
        vpc_id     = "c6efbdb7-dca4-4178-b3ec-692f125c1e25"
      }
    }
  }

  alicloud_peerings = {
    orders-to-data = {
      bandwidth = 100
      requester = { vpc_id = "vpc-bp1gsk7h12ew7oegk0001" }
      accepter = {
        account    = "data"
        account_id = "1255198513"
        region     = "cn-beijing"
        vpc_id     = "vpc-2ze0ndrn2vchrkg4d0001"
      }
    }
  }

  aws_peerings = {
    orders-to-data = {
      requester = { vpc_id = "vpc-0a1b2c3d4e5f60718", tags = { Name = "orders-to-data" } }
      accepter = {
        account    = "data"
        account_id = "210987654321"
        region     = "eu-west-1"
        vpc_id     = "vpc-0f1e2d3c4b5a69788"
      }
    }
  }
}

# A next hop on either side refers to this one, not to the request's id: it is there once the peering carries traffic.
output "next_hop" {
  description = "The id for routes on Huawei Cloud."
  value       = module.both_sides.huaweicloud_peerings["orders-to-data"].active_id
}
