mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "123456789012"
    }
  }

  mock_resource "aws_s3_bucket" {
    defaults = {
      id                          = "mta-chat-widget-prod-123456789012"
      arn                         = "arn:aws:s3:::mta-chat-widget-prod-123456789012"
      bucket_regional_domain_name = "mta-chat-widget-prod-123456789012.s3.us-west-2.amazonaws.com"
    }
  }

  mock_resource "aws_cloudfront_origin_access_control" {
    defaults = {
      id = "E1A2B3C4D5"
    }
  }

  mock_resource "aws_cloudfront_distribution" {
    defaults = {
      arn         = "arn:aws:cloudfront::123456789012:distribution/E5D4C3B2A1"
      domain_name = "d1a2b3c4d5e6f7.cloudfront.net"
    }
  }
}

variables {
  environment                   = "prod"
  project_name                  = "mta-chat"
  widget_domain_certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
  widget_domain_name            = "widget.example.com"
  widget_files                  = "tests/files"
}

run "the_bucket_is_private" {
  command = apply

  assert {
    condition     = aws_s3_bucket.widget.bucket == "mta-chat-widget-prod-123456789012"
    error_message = "Nobody can guess and take the bucket's name: the account is in it."
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.widget.block_public_acls && aws_s3_bucket_public_access_block.widget.block_public_policy && aws_s3_bucket_public_access_block.widget.ignore_public_acls && aws_s3_bucket_public_access_block.widget.restrict_public_buckets
    error_message = "Every kind of public access is blocked."
  }

  assert {
    condition     = one(aws_s3_bucket_ownership_controls.widget.rule).object_ownership == "BucketOwnerEnforced"
    error_message = "There are no access control lists."
  }

  assert {
    condition = [for statement in jsondecode(aws_s3_bucket_policy.widget.policy).Statement : statement if statement.Effect == "Allow"] == [{
      Sid       = "ReadByTheDistribution"
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::mta-chat-widget-prod-123456789012/*"
      Condition = { StringEquals = { "AWS:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/E5D4C3B2A1" } }
    }]
    error_message = "This distribution may read, and nobody else."
  }

  assert {
    condition     = anytrue([for statement in jsondecode(aws_s3_bucket_policy.widget.policy).Statement : statement.Effect == "Deny" && try(statement.Condition.Bool["aws:SecureTransport"], "") == "false"])
    error_message = "Plain HTTP is refused."
  }
}

run "the_launcher_is_short_lived_and_the_rest_immutable" {
  command = apply

  assert {
    condition     = toset(keys(aws_s3_object.widget)) == toset(["widget.js", "widget-0123456789ab.js", "widget-panel.js", "widget-panel-0123456789ab.js"])
    error_message = "The scripts are put into the bucket, and nothing else of the folder."
  }

  assert {
    condition = { for name, file in aws_s3_object.widget : name => file.cache_control } == {
      "widget.js"                    = "public, max-age=300"
      "widget-panel.js"              = "public, max-age=300"
      "widget-0123456789ab.js"       = "public, max-age=31536000, immutable"
      "widget-panel-0123456789ab.js" = "public, max-age=31536000, immutable"
    }
    error_message = "widget.js is asked for anew after five minutes; a name with a hash is for ever."
  }

  assert {
    condition     = alltrue([for file in aws_s3_object.widget : file.content_type == "text/javascript; charset=utf-8" && file.source_hash != null])
    error_message = "They are scripts, and a changed one is put there anew."
  }
}

run "the_distribution_speaks_tls_alone" {
  command = apply

  assert {
    condition     = aws_cloudfront_distribution.widget.viewer_certificate[0].minimum_protocol_version == "TLSv1.2_2021" && aws_cloudfront_distribution.widget.viewer_certificate[0].acm_certificate_arn == var.widget_domain_certificate_arn
    error_message = "TLS 1.2 or newer, under a certificate of one's own."
  }

  assert {
    condition     = aws_cloudfront_distribution.widget.aliases == toset(["widget.example.com"]) && aws_cloudfront_distribution.widget.is_ipv6_enabled && aws_cloudfront_distribution.widget.enabled
    error_message = "It answers under the name, on IPv6, too."
  }

  assert {
    condition     = aws_cloudfront_distribution.widget.default_cache_behavior[0].viewer_protocol_policy == "redirect-to-https" && aws_cloudfront_distribution.widget.default_cache_behavior[0].allowed_methods == toset(["GET", "HEAD"]) && aws_cloudfront_distribution.widget.default_cache_behavior[0].compress
    error_message = "It serves files, compressed, over HTTPS."
  }

  assert {
    condition     = aws_cloudfront_distribution.widget.default_cache_behavior[0].cache_policy_id == "658327ea-f89d-4fab-a63d-7e88639e58f6" && aws_cloudfront_distribution.widget.default_cache_behavior[0].response_headers_policy_id == "e61eb60c-9c35-4d20-a928-2b84e02af89c"
    error_message = "The files' Cache-Control decides; any page may import them, under security headers."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.widget.origin).origin_access_control_id == "E1A2B3C4D5" && aws_cloudfront_origin_access_control.widget.signing_behavior == "always"
    error_message = "What it asks of the bucket is signed."
  }

  assert {
    condition     = length(aws_cloudfront_distribution.widget.logging_config) == 0
    error_message = "No log holds the addresses of a website's visitors."
  }

  assert {
    condition     = output.script_url == "https://widget.example.com/widget.js" && output.distribution_domain_name == "d1a2b3c4d5e6f7.cloudfront.net"
    error_message = "It says what a page loads and where the name has to lead."
  }
}

run "a_name_needs_its_certificate" {
  command = plan

  variables {
    widget_domain_certificate_arn = null
  }

  expect_failures = [aws_cloudfront_distribution.widget]
}

run "the_certificate_is_where_cloudfront_looks" {
  command = plan

  variables {
    widget_domain_certificate_arn = "arn:aws:acm:us-west-2:123456789012:certificate/12345678-1234-1234-1234-123456789012"
  }

  expect_failures = [var.widget_domain_certificate_arn]
}

run "a_folder_without_the_widget_is_refused" {
  command = plan

  variables {
    widget_files = "tests"
  }

  expect_failures = [aws_cloudfront_distribution.widget]
}

run "a_name_is_a_host_name" {
  command = plan

  variables {
    widget_domain_name = "https://widget.example.com"
  }

  expect_failures = [var.widget_domain_name]
}
