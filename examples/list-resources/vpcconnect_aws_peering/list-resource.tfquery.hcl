# What was asked for and is refused, or too late.
list "vpcconnect_aws_peering" "refused" {
  provider = vpcconnect

  config {
    answers = ["rejected", "expired"]
  }
}
