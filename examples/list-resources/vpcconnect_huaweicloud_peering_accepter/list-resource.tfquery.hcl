# Who is asking? terraform query shows it, and -generate-config-out=found.tf writes what takes it over.
list "vpcconnect_huaweicloud_peering_accepter" "asking" {
  provider = vpcconnect

  config {
    account = "partner"
    answers = ["pending"]
  }
}

# All that a customer has asked for so far, with the attributes.
list "vpcconnect_huaweicloud_peering_accepter" "customer" {
  provider         = vpcconnect
  include_resource = true
  limit            = 1000

  config {
    account               = "partner"
    requester_project_ids = ["0123456789abcdef0123456789abcdef"]
  }
}
