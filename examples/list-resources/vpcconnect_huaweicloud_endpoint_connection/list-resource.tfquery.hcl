# Who is asking any of the account's services? terraform query shows it.
list "vpcconnect_huaweicloud_endpoint_connection" "asking" {
  provider = vpcconnect

  config {
    answers = ["pending"]
  }
}
