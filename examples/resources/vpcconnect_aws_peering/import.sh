# [account:]id[@region]
terraform import vpcconnect_aws_peering.to_partner pcx-0a1b2c3d4e5f60718
