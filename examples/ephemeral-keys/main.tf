# Keys that Terraform stores nowhere: neither in the state nor in a saved plan. They are given anew to every run, for example
# as TF_VAR_secret_key, to the apply of a saved plan too. From Terraform 1.10 and OpenTofu 1.11 on.

terraform {
  required_version = ">= 1.10"

  required_providers {
    vpcconnect = {
      source  = "vpcconnect/vpcconnect"
      version = ">= 0.1.0"
    }
  }
}

variable "access_key" {
  description = "The access key."
  type        = string
  ephemeral   = true
}

variable "secret_key" {
  description = "The secret of the access key."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "security_token" {
  description = "The token that goes with temporary keys."
  type        = string
  default     = null
  ephemeral   = true
  sensitive   = true
}

provider "vpcconnect" {
  huaweicloud = {
    default = {
      region         = "cn-north-4"
      access_key     = var.access_key
      secret_key     = var.secret_key
      security_token = var.security_token
    }
  }
}

resource "vpcconnect_huaweicloud_peering" "orders" {
  name                = "orders"
  requester_vpc_id    = "3127e30b-5f8e-42d1-a3cc-fdadf412c5bf"
  accepter_vpc_id     = "c6efbdb7-dca4-4178-b3ec-692f125c1e25"
  accepter_project_id = "0123456789abcdef0123456789abcdef"
}
