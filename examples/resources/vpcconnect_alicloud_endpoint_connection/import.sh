# [account:]service_id/endpoint_id[@region]
terraform import vpcconnect_alicloud_endpoint_connection.customer epsrv-hp3vpx8yqxblby3i0001/ep-hp33b2e43fays7s80001
