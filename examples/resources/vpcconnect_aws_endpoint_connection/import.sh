# [account:]service_id/endpoint_id[@region]
terraform import vpcconnect_aws_endpoint_connection.customer vpce-svc-0e1f2a3b4c5d6e7f8/vpce-0a9b8c7d6e5f40312
