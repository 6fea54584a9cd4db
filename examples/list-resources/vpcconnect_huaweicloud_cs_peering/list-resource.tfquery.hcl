list "vpcconnect_huaweicloud_cs_peering" "all" {
  provider = vpcconnect

  config {
    cluster_id = "5c6ba5f4-5f5e-4e69-ae6a-1d2c6ea63e11"
  }
}
