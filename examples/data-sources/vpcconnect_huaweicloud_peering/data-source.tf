data "vpcconnect_huaweicloud_peering" "by_id" {
  id = "22b76469-08e3-4937-8c1d-7aad34892be1"
}

data "vpcconnect_huaweicloud_peering" "by_vpcs" {
  account          = "partner"
  requester_vpc_id = "vpc-A"
  accepter_vpc_id  = "vpc-B"
}
