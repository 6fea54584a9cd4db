resource "vpcconnect_alicloud_endpoint_connection" "customer" {
  service_id  = "epsrv-hp3vpx8yqxblby3i0001"
  endpoint_id = "ep-hp33b2e43fays7s80001"

  # May be changed to "reject", and back.
  decision  = "accept"
  bandwidth = 1024

  # Nobody else is let in, whatever the id says.
  requester_account_id = "1255198513"

  # Without it, the approval goes together with this block and traffic stops.
  on_destroy = "keep"
}
