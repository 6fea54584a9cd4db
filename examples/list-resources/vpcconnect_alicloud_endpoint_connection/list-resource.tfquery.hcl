# Whatever the answer is: who waits for one and who was rejected look alike.
list "vpcconnect_alicloud_endpoint_connection" "not_connected" {
  provider = vpcconnect

  config {
    service_id = "epsrv-hp3vpx8yqxblby3i0001"
    statuses   = ["Disconnected"]
  }
}
