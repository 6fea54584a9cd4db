data "vpcconnect_alicloud_peering" "by_id" {
  id = "pcc-lnk0m24khwvtkm0abcd"
}

data "vpcconnect_alicloud_peering" "by_vpcs" {
  account          = "partner"
  requester_vpc_id = "vpc-A"
  accepter_vpc_id  = "vpc-B"
}
