data "vpcconnect_huaweicloud_cs_peerings" "stream" {
  cluster_id = "56"
}
