# The widget's files under a name of one's own: a private bucket, which CloudFront alone may read, in front of
# it a distribution that answers over TLS 1.2 or newer.
locals {
  name = "${var.project_name}-widget-${var.environment}"

  # Bucket names are global: one without the account could be taken by a stranger.
  bucket_name = "${local.name}-${data.aws_caller_identity.current.account_id}"

  # The launcher, and what it loads. What has a hash in its name is never another file.
  files = fileset(var.widget_files, "widget*.js")

  cache_control = {
    for file in local.files : file => contains(["widget.js", "widget-panel.js"], file) ? "public, max-age=300" : "public, max-age=31536000, immutable"
  }

  # AWS's own policies, the same in every account.
  caching_optimized         = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  cors_and_security_headers = "e61eb60c-9c35-4d20-a928-2b84e02af89c"
}

data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "widget" {
  #checkov:skip=CKV_AWS_21:what is in it is made from the repository, an older version is an apply away
  #checkov:skip=CKV2_AWS_61:an apply removes what it has put there, nothing else ages
  bucket = local.bucket_name
}

resource "aws_s3_bucket_public_access_block" "widget" {
  bucket = aws_s3_bucket.widget.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "widget" {
  bucket = aws_s3_bucket.widget.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# This distribution, and nothing else, may read; no plain HTTP.
resource "aws_s3_bucket_policy" "widget" {
  bucket = aws_s3_bucket.widget.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "ReadByTheDistribution"
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.widget.arn}/*"
        Condition = { StringEquals = { "AWS:SourceArn" = aws_cloudfront_distribution.widget.arn } }
      },
      {
        Sid       = "RefusePlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.widget.arn, "${aws_s3_bucket.widget.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })

  depends_on = [aws_s3_bucket_public_access_block.widget]
}

resource "aws_s3_object" "widget" {
  #checkov:skip=CKV_AWS_186:a public script; S3 encrypts it with its own key
  for_each = local.files

  bucket        = aws_s3_bucket.widget.id
  key           = each.value
  source        = "${var.widget_files}/${each.value}"
  source_hash   = filemd5("${var.widget_files}/${each.value}")
  content_type  = "text/javascript; charset=utf-8"
  cache_control = local.cache_control[each.value]
}

resource "aws_cloudfront_origin_access_control" "widget" {
  name                              = local.name
  description                       = "Reads the bucket of ${local.name}"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_distribution" "widget" {
  #checkov:skip=CKV_AWS_68:two static files; a firewall has nothing to look at
  #checkov:skip=CKV2_AWS_47:the same, of Log4j
  #checkov:skip=CKV_AWS_86:an access log would hold the address of every visitor of the website (README)
  #checkov:skip=CKV_AWS_305:there is no page at /, and a 403 says so
  #checkov:skip=CKV_AWS_310:one bucket; what is cached is served while it is away
  #checkov:skip=CKV2_AWS_32:one is attached, a managed one; checkov looks for one of our own
  #checkov:skip=CKV_AWS_374:the website's visitors are everywhere
  enabled         = true
  comment         = local.name
  aliases         = [var.widget_domain_name]
  http_version    = "http2and3"
  is_ipv6_enabled = true

  # Europe, North America, Asia, the Middle East and Africa; not South America and Australia.
  price_class = "PriceClass_200"

  origin {
    origin_id                = "bucket"
    domain_name              = aws_s3_bucket.widget.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.widget.id
  }

  default_cache_behavior {
    target_origin_id           = "bucket"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    viewer_protocol_policy     = "redirect-to-https"
    compress                   = true
    cache_policy_id            = local.caching_optimized
    response_headers_policy_id = local.cors_and_security_headers
  }

  # S3 answers 403 for a file that is not there. It may be there in a moment, while an apply is under way.
  custom_error_response {
    error_code            = 403
    error_caching_min_ttl = 10
  }

  viewer_certificate {
    acm_certificate_arn      = var.widget_domain_certificate_arn
    minimum_protocol_version = "TLSv1.2_2021"
    ssl_support_method       = "sni-only"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  lifecycle {
    precondition {
      condition     = var.widget_domain_certificate_arn != null
      error_message = "widget_domain_name needs widget_domain_certificate_arn: CloudFront's own name takes TLS 1.0."
    }

    precondition {
      condition     = contains(local.files, "widget.js") && anytrue([for file in local.files : startswith(file, "widget-panel-")])
      error_message = "widget_files must be the folder that './dev dist' makes, with widget.js and widget-panel-….js."
    }
  }
}
