# [account:]id[@region]
terraform import vpcconnect_huaweicloud_peering.to_partner 22b76469-08e3-4937-8c1d-7aad34892be1
