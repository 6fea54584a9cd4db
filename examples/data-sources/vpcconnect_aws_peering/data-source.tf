data "vpcconnect_aws_peering" "by_id" {
  id = "pcx-0a1b2c3d4e5f60718"
}

data "vpcconnect_aws_peering" "by_vpcs" {
  account          = "partner"
  requester_vpc_id = "vpc-A"
  accepter_vpc_id  = "vpc-B"
}
