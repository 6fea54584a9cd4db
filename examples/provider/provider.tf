terraform {
  required_version = ">= 1.0"

  required_providers {
    vpcconnect = {
      source  = "vpcconnect/vpcconnect"
      version = ">= 0.1.0"
    }
  }
}

variable "partner_access_key" {
  description = "The partner's access key."
  type        = string
}

variable "partner_secret_key" {
  description = "The partner's secret key. From Terraform 1.10 and OpenTofu 1.11 on, `ephemeral = true` keeps it out of saved plans."
  type        = string
  sensitive   = true
}

provider "vpcconnect" {
  # Mind the spelling within an account, above all of allowed_project_ids and allowed_account_ids: Terraform drops
  # what it does not know there, silently. TF_LOG=debug shows what has arrived.
  huaweicloud = {
    # The keys come from HW_ACCESS_KEY and HW_SECRET_KEY.
    default = { region = "cn-north-4" }

    partner = {
      region     = "cn-north-4"
      access_key = var.partner_access_key
      secret_key = var.partner_secret_key
    }
  }

  alicloud = {
    # The keys come from ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.
    default = { region = "cn-hangzhou" }
  }

  aws = {
    # The keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or from the user's files.
    default = { region = "eu-central-1" }
  }
}
