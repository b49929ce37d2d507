# A name of one's own, so that the website's URL outlives this API. The certificate is ACM's, in this region,
# and issued beforehand: whoever holds the domain's DNS has to confirm it (docs/infrastructure.md).
resource "aws_apigatewayv2_domain_name" "chat" {
  count = var.api_domain_name == null ? 0 : 1

  domain_name = var.api_domain_name

  domain_name_configuration {
    certificate_arn = var.api_domain_certificate_arn
    endpoint_type   = "REGIONAL"
    ip_address_type = "dualstack"
    security_policy = "TLS_1_2"
  }

  lifecycle {
    precondition {
      condition     = var.api_domain_certificate_arn != null
      error_message = "api_domain_name needs api_domain_certificate_arn."
    }
  }
}

resource "aws_apigatewayv2_api_mapping" "chat" {
  count = var.api_domain_name == null ? 0 : 1

  api_id      = aws_apigatewayv2_api.chat.id
  domain_name = aws_apigatewayv2_domain_name.chat[0].id
  stage       = aws_apigatewayv2_stage.chat.id
}
