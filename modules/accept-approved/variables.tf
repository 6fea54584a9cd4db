variable "huaweicloud_peerings" {
  description = "Whose VPC peerings to accept on Huawei Cloud, by names of your choice. Null: none are looked at."
  type = object({
    approved = map(object({
      project_id      = string
      vpc_id          = optional(string)
      accepter_vpc_id = optional(string)
    }))
    reject_others = optional(bool, false)
    on_destroy    = optional(string)
    account       = optional(string)
    region        = optional(string)
  })
  default = null

  validation {
    condition     = alltrue([for who in try(values(var.huaweicloud_peerings.approved), []) : try(length(who.project_id) > 0, false)])
    error_message = "Each of \"approved\" needs the \"project_id\" that may ask."
  }
}

variable "huaweicloud_endpoint_connections" {
  description = "Whose VPC endpoints to let into an endpoint service on Huawei Cloud, by names of your choice. Null: none are looked at."
  type = object({
    service_id    = string
    approved      = map(object({ domain_id = string }))
    reject_others = optional(bool, false)
    on_destroy    = optional(string)
    account       = optional(string)
    region        = optional(string)
  })
  default = null

  validation {
    condition     = alltrue([for who in try(values(var.huaweicloud_endpoint_connections.approved), []) : try(length(who.domain_id) > 0, false)])
    error_message = "Each of \"approved\" needs the \"domain_id\" that may ask."
  }
}

variable "alicloud_peerings" {
  description = "Whose VPC peerings to accept on Alibaba Cloud, by names of your choice. Null: none are looked at."
  type = object({
    approved = map(object({
      account_id      = string
      vpc_id          = optional(string)
      accepter_vpc_id = optional(string)
    }))
    reject_others = optional(bool, false)
    on_destroy    = optional(string)
    account       = optional(string)
  })
  default = null

  validation {
    condition     = alltrue([for who in try(values(var.alicloud_peerings.approved), []) : try(length(who.account_id) > 0, false)])
    error_message = "Each of \"approved\" needs the \"account_id\" that may ask."
  }
}

variable "alicloud_endpoint_connections" {
  description = "Whose endpoints to let into a PrivateLink service on Alibaba Cloud, by names of your choice. Null: none are looked at."
  type = object({
    service_id = string
    approved = map(object({
      account_id = string
      vpc_id     = optional(string)
      bandwidth  = optional(number)
    }))
    reject_others = optional(bool, false)
    on_destroy    = optional(string)
    account       = optional(string)
    region        = optional(string)
  })
  default = null

  validation {
    condition     = alltrue([for who in try(values(var.alicloud_endpoint_connections.approved), []) : try(length(who.account_id) > 0, false)])
    error_message = "Each of \"approved\" needs the \"account_id\" that may ask."
  }
}

variable "aws_peerings" {
  description = "Whose VPC peerings to accept on AWS, by names of your choice. Null: none are looked at."
  type = object({
    approved = map(object({
      account_id      = string
      vpc_id          = optional(string)
      accepter_vpc_id = optional(string)
    }))
    reject_others = optional(bool, false)
    on_destroy    = optional(string)
    account       = optional(string)
    region        = optional(string)
  })
  default = null

  validation {
    condition     = alltrue([for who in try(values(var.aws_peerings.approved), []) : try(length(who.account_id) > 0, false)])
    error_message = "Each of \"approved\" needs the \"account_id\" that may ask."
  }
}

variable "aws_endpoint_connections" {
  description = "Whose endpoints to let into a PrivateLink service on AWS, by names of your choice. Null: none are looked at."
  type = object({
    service_id    = string
    approved      = map(object({ account_id = string }))
    reject_others = optional(bool, false)
    on_destroy    = optional(string)
    account       = optional(string)
    region        = optional(string)
  })
  default = null

  validation {
    condition     = alltrue([for who in try(values(var.aws_endpoint_connections.approved), []) : try(length(who.account_id) > 0, false)])
    error_message = "Each of \"approved\" needs the \"account_id\" that may ask."
  }
}
