variable "huaweicloud_peerings" {
  description = "Peerings on Huawei Cloud whose two sides are ours, by names of your choice. The accepter's project is needed when it is another one than the requester's."
  type = map(object({
    name        = optional(string)
    description = optional(string)
    region      = optional(string)
    requester = object({
      vpc_id  = string
      account = optional(string)
    })
    accepter = object({
      vpc_id     = string
      account    = optional(string)
      project_id = optional(string)
    })
    replace_refused = optional(bool)
  }))
  default = {}
}

variable "alicloud_peerings" {
  description = "Peerings on Alibaba Cloud whose two sides are ours, by names of your choice. The accepter's account number is needed when it is another one than the requester's."
  type = map(object({
    name        = optional(string)
    description = optional(string)
    bandwidth   = optional(number)
    link_type   = optional(string)
    requester = object({
      vpc_id            = string
      account           = optional(string)
      region            = optional(string)
      resource_group_id = optional(string)
      tags              = optional(map(string))
    })
    accepter = object({
      vpc_id            = string
      region            = string
      account           = optional(string)
      account_id        = optional(string)
      resource_group_id = optional(string)
      tags              = optional(map(string))
    })
    replace_refused = optional(bool)
    force_delete    = optional(bool)
  }))
  default = {}
}

variable "aws_peerings" {
  description = "Peerings on AWS whose two sides are ours, by names of your choice. The accepter's account number is needed when it is another one than the requester's, and so is its region."
  type = map(object({
    requester = object({
      vpc_id                = string
      account               = optional(string)
      region                = optional(string)
      remote_dns_resolution = optional(bool)
      tags                  = optional(map(string))
    })
    accepter = object({
      vpc_id                = string
      region                = optional(string)
      account               = optional(string)
      account_id            = optional(string)
      remote_dns_resolution = optional(bool)
      tags                  = optional(map(string))
    })
    replace_refused = optional(bool)
  }))
  default = {}
}
