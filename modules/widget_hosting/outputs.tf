output "distribution_domain_name" {
  description = "CloudFront's name, which the DNS of widget_domain_name leads to (CNAME, or an alias record)."
  value       = aws_cloudfront_distribution.widget.domain_name
}

output "distribution_hosted_zone_id" {
  description = "Zone of CloudFront's name, for an alias record in Route 53."
  value       = aws_cloudfront_distribution.widget.hosted_zone_id
}

output "script_url" {
  description = "URL of the script that a website loads."
  value       = "https://${var.widget_domain_name}/widget.js"
}
