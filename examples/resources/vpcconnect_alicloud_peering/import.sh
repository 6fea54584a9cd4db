# [account:]id[@region]
terraform import vpcconnect_alicloud_peering.to_partner pcc-lnk0m24khwvtkm0abcd
