# Whom we let in, on three clouds. Everybody else waits, or is rejected where it says so.

terraform {
  required_version = ">= 1.3"

  required_providers {
    vpcconnect = {
      source  = "vpcconnect/vpcconnect"
      version = ">= 0.1.0"
    }
  }
}

provider "vpcconnect" {
  huaweicloud = { default = { region = "cn-north-4" } }   # keys: HW_ACCESS_KEY, HW_SECRET_KEY
  alicloud    = { default = { region = "cn-hangzhou" } }  # keys: ALIBABA_CLOUD_ACCESS_KEY_ID, …_SECRET
  aws         = { default = { region = "eu-central-1" } } # keys: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, or ~/.aws
}

module "accept_approved" {
  source = "../.."

  huaweicloud_peerings = {
    approved = {
      orders  = { project_id = "0123456789abcdef0123456789abcdef" }
      billing = { project_id = "fedcba9876543210fedcba9876543210", vpc_id = "4fb1c3c0-5a4e-4c0f-9e54-0f6e3b3a7a11" }
    }
    on_destroy = "delete" # who leaves the list loses the peering
  }

  huaweicloud_endpoint_connections = {
    service_id    = "4189d3c2-8882-4871-a3c2-d380272eed88"
    approved      = { orders = { domain_id = "5fc973eea581490997e82ea11a1d0101" } }
    reject_others = true
  }

  alicloud_peerings = {
    approved = { orders = { account_id = "1255198513" } }
  }

  alicloud_endpoint_connections = {
    service_id = "epsrv-hp3vpx8yqxblby3i0001"
    approved   = { orders = { account_id = "1255198513", bandwidth = 200 } }
  }

  aws_peerings = {
    approved = { orders = { account_id = "210987654321" } }
  }

  aws_endpoint_connections = {
    service_id = "vpce-svc-0e1f2a3b4c5d6e7f8"
    approved   = { orders = { account_id = "210987654321" } }
  }
}

output "waiting" {
  description = "Who asks and is not on the list."
  value       = module.accept_approved.waiting
}
