# [account:]cluster_id/peering_id[@region]
terraform import vpcconnect_huaweicloud_cs_peering.stream 56/22b76469-08e3-4937-8c1d-7aad34892be1
