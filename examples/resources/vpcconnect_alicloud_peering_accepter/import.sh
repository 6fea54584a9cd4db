# [account:]id[@region]
terraform import vpcconnect_alicloud_peering_accepter.from_customer partner:pcc-lnk0m24khwvtkm0abcd
