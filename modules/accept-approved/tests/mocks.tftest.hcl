# Without any cloud: whom the module answers, and how, by a mocked provider (Terraform 1.7, OpenTofu 1.8 or newer).

# OpenTofu wants every attribute of an object, Terraform takes null for those that are left out.
mock_provider "vpcconnect" {
  mock_data "vpcconnect_huaweicloud_peerings" {
    defaults = {
      peerings = [
        for one in [
          { id = "waits", answer = "pending", vpc_id = "vpc-1", project_id = "approved" },
          { id = "accepted", answer = "accepted", vpc_id = "vpc-2", project_id = "approved" },
          { id = "refused", answer = "rejected", vpc_id = "vpc-3", project_id = "approved" },
          { id = "over", answer = "expired", vpc_id = "vpc-4", project_id = "approved" },
          { id = "stranger", answer = "pending", vpc_id = "vpc-5", project_id = "somebody" },
          { id = "friend", answer = "accepted", vpc_id = "vpc-6", project_id = "somebody" },
          ] : {
          id                   = one.id
          account              = null
          region               = null
          peering_id           = null
          name                 = null
          description          = null
          status               = null
          answer               = one.answer
          active_id            = null
          requester_vpc_id     = one.vpc_id
          requester_project_id = one.project_id
          accepter_vpc_id      = null
          accepter_project_id  = null
          created_at           = null
          updated_at           = null
        }
      ]
    }
  }

  mock_data "vpcconnect_aws_peerings" {
    defaults = {
      peerings = [
        for one in [
          { id = "waits", answer = "pending", account_id = "000000000042" },
          { id = "accepted", answer = "accepted", account_id = "000000000042" },
          { id = "refused", answer = "rejected", account_id = "000000000042" },
          { id = "stranger", answer = "pending", account_id = "000000000043" },
          ] : {
          id                    = one.id
          account               = null
          region                = null
          peering_id            = null
          status                = null
          answer                = one.answer
          active_id             = null
          requester_vpc_id      = null
          requester_region      = null
          requester_account_id  = one.account_id
          accepter_vpc_id       = null
          accepter_account_id   = null
          status_message        = null
          remote_dns_resolution = null
          tags                  = null
          expires_at            = null
        }
      ]
    }
  }

  mock_data "vpcconnect_alicloud_endpoint_connections" {
    defaults = {
      connections = [
        for one in [
          { id = "waits", answer = "rejected", vpc_id = "vpc-1", account_id = "42" },
          { id = "connected", answer = "accepted", vpc_id = "vpc-2", account_id = "42" },
          { id = "stranger", answer = "rejected", vpc_id = "vpc-3", account_id = "43" },
          ] : {
          id                   = "s/${one.id}"
          account              = null
          region               = null
          service_id           = null
          endpoint_id          = one.id
          bandwidth            = null
          requester_account_id = one.account_id
          requester_vpc_id     = one.vpc_id
          status               = null
          answer               = one.answer
          updated_at           = null
        }
      ]
    }
  }
}

variables {
  huaweicloud_peerings = {
    approved = { orders = { project_id = "approved" } }
  }
}

run "who_is_approved_is_accepted_and_stays_so" {
  assert {
    condition     = { for id, one in vpcconnect_huaweicloud_peering_accepter.answer : id => one.decision } == { accepted = "accept", waits = "accept" }
    error_message = "Exactly what is approved and pending or accepted should be accepted."
  }
  assert {
    condition     = output.huaweicloud_peerings["waits"].approved_as == ["orders"]
    error_message = "It is not told under which name it is approved."
  }
  assert {
    condition     = keys(output.waiting.huaweicloud_peerings) == ["stranger"]
    error_message = "Exactly the stranger should wait."
  }
}

run "an_approval_may_name_the_vpc" {
  variables {
    huaweicloud_peerings = {
      approved = { orders = { project_id = "approved", vpc_id = "vpc-2" } }
    }
  }
  assert {
    condition     = keys(vpcconnect_huaweicloud_peering_accepter.answer) == ["accepted"]
    error_message = "Exactly the peering of that VPC should be accepted."
  }
}

run "others_are_rejected_where_it_says_so" {
  variables {
    huaweicloud_peerings = {
      approved      = { orders = { project_id = "approved" } }
      reject_others = true
      on_destroy    = "delete"
    }
  }
  assert {
    condition     = vpcconnect_huaweicloud_peering_accepter.answer["stranger"].decision == "reject"
    error_message = "The stranger should be rejected."
  }
  assert {
    condition     = !contains(keys(vpcconnect_huaweicloud_peering_accepter.answer), "friend")
    error_message = "What was accepted elsewhere cannot be rejected, and is left alone."
  }
  assert {
    condition     = vpcconnect_huaweicloud_peering_accepter.answer["waits"].on_destroy == "delete"
    error_message = "What is accepted should be deleted when it leaves the list."
  }
  assert {
    condition     = vpcconnect_huaweicloud_peering_accepter.answer["stranger"].on_destroy == null
    error_message = "What is rejected is not deleted by us."
  }
}

run "on_privatelink_every_answer_counts" {
  variables {
    huaweicloud_peerings = null
    alicloud_endpoint_connections = {
      service_id = "s"
      approved   = { orders = { account_id = "42", bandwidth = 200 } }
    }
  }
  assert {
    condition     = { for id, one in vpcconnect_alicloud_endpoint_connection.answer : id => "${one.decision} ${one.bandwidth}" } == { "s/connected" = "accept 200", "s/waits" = "accept 200" }
    error_message = "Exactly the approved account's endpoints should be accepted."
  }
  assert {
    condition     = length(vpcconnect_huaweicloud_peering_accepter.answer) == 0
    error_message = "Nothing was wanted on Huawei Cloud."
  }
}

run "on_aws_it_is_by_account_number" {
  variables {
    huaweicloud_peerings = null
    aws_peerings = {
      approved      = { orders = { account_id = "000000000042" } }
      reject_others = true
      region        = "eu-west-1"
    }
  }
  assert {
    condition     = { for id, one in vpcconnect_aws_peering_accepter.answer : id => "${one.decision} in ${one.region}" } == { accepted = "accept in eu-west-1", waits = "accept in eu-west-1", stranger = "reject in eu-west-1" }
    error_message = "Exactly the approved account's peerings should be accepted, and the stranger's rejected."
  }
}

run "an_approval_without_a_project_is_refused" {
  command = plan
  variables {
    huaweicloud_peerings = {
      approved = { orders = { project_id = null } }
    }
  }
  expect_failures = [var.huaweicloud_peerings]
}
