resource "vpcconnect_huaweicloud_cs_peering" "stream" {
  cluster_id          = "56"
  name                = "stream-to-orders"
  accepter_vpc_id     = "vpc-B"
  accepter_project_id = "project-B"
}

# The VPC's owner answers by the VPC API, in the same apply.
resource "vpcconnect_huaweicloud_peering_accepter" "stream" {
  account    = "partner"
  peering_id = vpcconnect_huaweicloud_cs_peering.stream.peering_id
  decision   = "accept"
  on_destroy = "keep"
}
