# Who is asking? terraform query shows it, and -generate-config-out=found.tf writes what takes it over.
list "vpcconnect_aws_peering_accepter" "asking" {
  provider = vpcconnect

  config {
    account = "partner"
    answers = ["pending"]
  }
}

# All that a customer has asked for so far, with the attributes.
list "vpcconnect_aws_peering_accepter" "customer" {
  provider         = vpcconnect
  include_resource = true
  limit            = 1000

  config {
    account               = "partner"
    requester_account_ids = ["003554254475"]
  }
}
