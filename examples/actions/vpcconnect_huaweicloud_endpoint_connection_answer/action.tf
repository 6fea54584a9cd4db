# terraform apply -invoke=action.vpcconnect_huaweicloud_endpoint_connection_answer.no
action "vpcconnect_huaweicloud_endpoint_connection_answer" "no" {
  config {
    service_id  = "4189d3c2-8882-4871-a3c2-d380272eed88"
    endpoint_id = "705290f3-0d00-41f2-aedc-71f09844e879"
    decision    = "reject"
  }
}
