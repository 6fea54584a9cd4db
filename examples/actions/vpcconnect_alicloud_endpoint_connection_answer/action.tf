# terraform apply -invoke=action.vpcconnect_alicloud_endpoint_connection_answer.yes
action "vpcconnect_alicloud_endpoint_connection_answer" "yes" {
  config {
    service_id  = "epsrv-hp3vpx8yqxblby3i0001"
    endpoint_id = "ep-hp33b2e43fays7s80001"
    decision    = "accept"

    # Nobody else is let in, whatever the id says.
    requester_account_id = "1255198513"
  }
}
