# Those who wait for an answer, at any of the account's services.
list "vpcconnect_aws_endpoint_connection" "pending" {
  provider = vpcconnect

  config {
    answers = ["pending"]
  }
}
