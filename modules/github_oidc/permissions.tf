# What 'terraform plan' and 'apply' of an environment call, and nothing else; a test holds this to the
# resources of the plan, in both directions. Names are bounded by project and environment wherever AWS lets
# a policy do that; the rest says why not.
data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  regional  = { for service in ["acm", "cloudwatch", "dynamodb", "events", "lambda", "logs", "sns", "sqs"] : service => "arn:${local.partition}:${service}:${var.aws_region}:${local.account}" }
  gateway   = "arn:${local.partition}:apigateway:${var.aws_region}::"
  iam       = "arn:${local.partition}:iam::${local.account}"

  statements = {
    for environment, settings in var.deployed_environments : environment => concat(
      local.state_statements[environment],
      local.function_statements[environment],
      local.schedule_statements[environment],
      local.leads_statements[environment],
      local.table_statements[environment],
      local.api_statements[environment],
      local.alarm_statements[environment],
      local.widget_statements[environment],
    )
  }

  # A plan without a lock (scripts/drift.sh) makes the calls of these that only read.
  reading_statements = {
    for environment, all in local.statements : environment => [
      for statement in all : merge(statement, { Action = [for action in statement.Action : action if can(regex(local.only_reads, action))] })
      if statement.Sid != "LockTheState" && anytrue([for action in statement.Action : can(regex(local.only_reads, action))])
    ]
  }

  only_reads = ":(Get|List|Describe|View)|:GET$"

  state_statements = {
    for environment, settings in var.deployed_environments : environment => [
      {
        Sid      = "FindTheState"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = "arn:${local.partition}:s3:::${settings.state_bucket}"
      },
      {
        Sid      = "KeepTheState"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject"]
        Resource = "arn:${local.partition}:s3:::${settings.state_bucket}/${var.project_name}/${environment}/terraform.tfstate"
      },
      {
        Sid      = "LockTheState"
        Effect   = "Allow"
        Action   = ["dynamodb:DeleteItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:PutItem"]
        Resource = "arn:${local.partition}:dynamodb:${coalesce(settings.state_region, var.aws_region)}:${local.account}:table/${settings.lock_table}"
      },
    ]
  }

  function_statements = {
    for environment, settings in var.deployed_environments : environment => [
      {
        Sid    = "Function"
        Effect = "Allow"
        Action = [
          "lambda:AddPermission", "lambda:CreateAlias", "lambda:CreateFunction", "lambda:DeleteAlias",
          "lambda:DeleteFunction", "lambda:DeleteFunctionConcurrency", "lambda:GetAlias", "lambda:GetFunction",
          "lambda:GetFunctionCodeSigningConfig", "lambda:GetFunctionConfiguration", "lambda:GetPolicy",
          "lambda:ListTags", "lambda:ListVersionsByFunction", "lambda:PublishVersion",
          "lambda:PutFunctionConcurrency", "lambda:RemovePermission", "lambda:TagResource",
          "lambda:UntagResource", "lambda:UpdateAlias", "lambda:UpdateFunctionCode",
          "lambda:UpdateFunctionConfiguration",
        ]
        # With its versions and aliases; the canary is a function, too, and so is what delivers leads.
        Resource = flatten([
          for function in ["", "-canary", "-leads"] : [
            for end in ["", ":*"] : "${local.regional.lambda}:function:${var.project_name}-${environment}${function}${end}"
          ]
        ])
      },
      {
        # How many may run at once in the account: why reserving some is refused. Neither knows a resource.
        Sid      = "Quotas"
        Effect   = "Allow"
        Action   = ["lambda:GetAccountSettings", "servicequotas:GetServiceQuota"]
        Resource = "*"
      },
      {
        Sid    = "RoleOfTheFunction"
        Effect = "Allow"
        Action = [
          "iam:CreateRole", "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:GetRole", "iam:GetRolePolicy",
          "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole", "iam:ListRolePolicies",
          "iam:PutRolePolicy", "iam:TagRole", "iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole",
          "iam:UpdateRoleDescription",
        ]
        Resource = [for role in ["canary", "lambda", "leads"] : "${local.iam}:role/${var.project_name}-${role}-${environment}"]
      },
      {
        Sid       = "GiveTheFunctionItsRole"
        Effect    = "Allow"
        Action    = ["iam:PassRole"]
        Resource  = [for role in ["canary", "lambda", "leads"] : "${local.iam}:role/${var.project_name}-${role}-${environment}"]
        Condition = { StringEquals = { "iam:PassedToService" = "lambda.amazonaws.com" } }
      },
      {
        Sid    = "LogGroups"
        Effect = "Allow"
        Action = [
          "logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:DeleteRetentionPolicy", "logs:ListTagsForResource",
          "logs:PutRetentionPolicy", "logs:TagResource", "logs:UntagResource",
        ]
        # Some of these actions are checked on the group's ARN with :* behind it.
        Resource = flatten([
          for group in [
            "/aws/lambda/${var.project_name}-${environment}",
            "/aws/lambda/${var.project_name}-${environment}-canary",
            "/aws/lambda/${var.project_name}-${environment}-leads",
            "/aws/vendedlogs/apigateway/${var.project_name}-${environment}",
          ] : [for end in ["", ":*"] : "${local.regional.logs}:log-group:${group}${end}"]
        ])
      },
    ]
  }

  # Whether an environment has a canary, or delivers leads, is its own setting.
  schedule_statements = {
    for environment, settings in var.deployed_environments : environment => [
      {
        Sid    = "ScheduledFunctions"
        Effect = "Allow"
        Action = [
          "lambda:DeleteFunctionEventInvokeConfig", "lambda:GetFunctionEventInvokeConfig",
          "lambda:PutFunctionEventInvokeConfig",
        ]
        Resource = [for function in ["canary", "leads"] : "${local.regional.lambda}:function:${var.project_name}-${environment}-${function}"]
      },
      {
        Sid    = "Schedules"
        Effect = "Allow"
        Action = [
          "events:DeleteRule", "events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule",
          "events:PutRule", "events:PutTargets", "events:RemoveTargets", "events:TagResource", "events:UntagResource",
        ]
        Resource = [for function in ["canary", "leads"] : "${local.regional.events}:rule/${var.project_name}-${environment}-${function}"]
      },
    ]
  }

  leads_statements = {
    for environment, settings in var.deployed_environments : environment => [
      {
        # A mapping has no name, and before it is made no resource: the condition names the function.
        Sid      = "StreamOfLeads"
        Effect   = "Allow"
        Action   = ["lambda:CreateEventSourceMapping", "lambda:DeleteEventSourceMapping", "lambda:UpdateEventSourceMapping"]
        Resource = "*"
        Condition = {
          ArnEquals = { "lambda:FunctionArn" = "${local.regional.lambda}:function:${var.project_name}-${environment}-leads" }
        }
      },
      {
        Sid      = "SeeTheStreamOfLeads"
        Effect   = "Allow"
        Action   = ["lambda:GetEventSourceMapping", "lambda:ListTags", "lambda:TagResource", "lambda:UntagResource"]
        Resource = "${local.regional.lambda}:event-source-mapping:*"
      },
      {
        Sid    = "QueueOfLeads"
        Effect = "Allow"
        Action = [
          "sqs:CreateQueue", "sqs:DeleteQueue", "sqs:GetQueueAttributes", "sqs:ListQueueTags", "sqs:SetQueueAttributes",
          "sqs:TagQueue", "sqs:UntagQueue",
        ]
        Resource = "${local.regional.sqs}:${var.project_name}-${environment}-leads-failed"
      },
    ]
  }

  table_statements = {
    for environment, settings in var.deployed_environments : environment => [{
      Sid    = "Tables"
      Effect = "Allow"
      Action = [
        "dynamodb:CreateTable", "dynamodb:DeleteTable", "dynamodb:DescribeContinuousBackups",
        "dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive", "dynamodb:ListTagsOfResource",
        "dynamodb:TagResource", "dynamodb:UntagResource", "dynamodb:UpdateContinuousBackups",
        "dynamodb:UpdateTable", "dynamodb:UpdateTimeToLive",
      ]
      Resource = [
        for table in ["conversations", "knowledge", "leads", "ledger", "ratelimit"] : "${local.regional.dynamodb}:table/${var.project_name}-${table}-${environment}"
      ]
    }]
  }

  api_statements = {
    for environment, settings in var.deployed_environments : environment => [
      {
        # An API's ARN holds an id that AWS chooses: all of the region's.
        Sid    = "Api"
        Effect = "Allow"
        Action = [
          "apigateway:DELETE", "apigateway:GET", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT",
          "apigateway:TagResource", "apigateway:UntagResource",
        ]
        Resource = concat(
          ["${local.gateway}/apis", "${local.gateway}/apis/*", "${local.gateway}/tags/*"],
          settings.domain_name == null ? [] : [
            "${local.gateway}/domainnames",
            "${local.gateway}/domainnames/${settings.domain_name}",
            "${local.gateway}/domainnames/${settings.domain_name}/*",
          ],
        )
      },
      {
        # API Gateway makes this role at the account's first API.
        Sid       = "RoleOfApiGateway"
        Effect    = "Allow"
        Action    = ["iam:CreateServiceLinkedRole"]
        Resource  = "${local.iam}:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway"
        Condition = { StringEquals = { "iam:AWSServiceName" = "ops.apigateway.amazonaws.com" } }
      },
      {
        # The stage's access log. AWS knows no resources for the delivery of logs, nor for the lists.
        Sid    = "LogDelivery"
        Effect = "Allow"
        Action = [
          "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups",
          "logs:DescribeResourcePolicies", "logs:GetLogDelivery", "logs:ListLogDeliveries",
          "logs:PutResourcePolicy", "logs:UpdateLogDelivery",
        ]
        Resource = "*"
      },
    ]
  }

  # Where the widget is hosted; CloudFront's ids are AWS's choice, so that the rights are the whole account's.
  widget_statements = {
    for environment, settings in var.deployed_environments : environment => [
      for statement in [
        {
          Sid    = "WidgetBucket"
          Effect = "Allow"
          Action = [
            "s3:CreateBucket", "s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:GetAccelerateConfiguration",
            "s3:GetBucketAcl", "s3:GetBucketCORS", "s3:GetBucketLogging", "s3:GetBucketObjectLockConfiguration",
            "s3:GetBucketOwnershipControls", "s3:GetBucketPolicy", "s3:GetBucketPublicAccessBlock",
            "s3:GetBucketRequestPayment", "s3:GetBucketTagging", "s3:GetBucketVersioning", "s3:GetBucketWebsite",
            "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration", "s3:GetReplicationConfiguration",
            "s3:ListBucket", "s3:PutBucketOwnershipControls", "s3:PutBucketPolicy", "s3:PutBucketPublicAccessBlock",
            "s3:PutBucketTagging",
          ]
          Resource = "arn:${local.partition}:s3:::${var.project_name}-widget-${environment}-${local.account}"
        },
        {
          Sid      = "WidgetFiles"
          Effect   = "Allow"
          Action   = ["s3:DeleteObject", "s3:GetObject", "s3:GetObjectTagging", "s3:PutObject", "s3:PutObjectTagging"]
          Resource = "arn:${local.partition}:s3:::${var.project_name}-widget-${environment}-${local.account}/widget*.js"
        },
        {
          Sid    = "WidgetDistribution"
          Effect = "Allow"
          Action = [
            "cloudfront:CreateDistribution", "cloudfront:DeleteDistribution", "cloudfront:GetDistribution",
            "cloudfront:ListTagsForResource", "cloudfront:TagResource", "cloudfront:UntagResource",
            "cloudfront:UpdateDistribution",
          ]
          Resource = "arn:${local.partition}:cloudfront::${local.account}:distribution/*"
        },
        {
          Sid    = "WidgetAccess"
          Effect = "Allow"
          Action = [
            "cloudfront:DeleteOriginAccessControl", "cloudfront:GetOriginAccessControl", "cloudfront:UpdateOriginAccessControl",
          ]
          Resource = "arn:${local.partition}:cloudfront::${local.account}:origin-access-control/*"
        },
        {
          # AWS knows no resource for it.
          Sid      = "NewWidgetAccess"
          Effect   = "Allow"
          Action   = ["cloudfront:CreateOriginAccessControl"]
          Resource = "*"
        },
      ] : statement if settings.hosts_widget
    ]
  }

  alarm_statements = {
    for environment, settings in var.deployed_environments : environment => [
      {
        Sid    = "Alarms"
        Effect = "Allow"
        Action = [
          "cloudwatch:DeleteAlarms", "cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource",
          "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource", "cloudwatch:UntagResource",
        ]
        Resource = "${local.regional.cloudwatch}:alarm:${var.project_name}-${environment}-*"
      },
      {
        Sid      = "Dashboard"
        Effect   = "Allow"
        Action   = ["cloudwatch:DeleteDashboards", "cloudwatch:GetDashboard", "cloudwatch:PutDashboard"]
        Resource = "arn:${local.partition}:cloudwatch::${local.account}:dashboard/${var.project_name}-${environment}"
      },
      {
        Sid    = "Topic"
        Effect = "Allow"
        Action = [
          "sns:CreateTopic", "sns:DeleteTopic", "sns:GetTopicAttributes", "sns:ListTagsForResource",
          "sns:SetTopicAttributes", "sns:Subscribe", "sns:TagResource", "sns:UntagResource",
        ]
        Resource = [for topic in ["alarms", "leads"] : "${local.regional.sns}:${var.project_name}-${environment}-${topic}"]
      },
      {
        # AWS knows no resource for a subscription.
        Sid      = "Subscriptions"
        Effect   = "Allow"
        Action   = ["sns:GetSubscriptionAttributes", "sns:Unsubscribe"]
        Resource = "*"
      },
      {
        Sid    = "Budget"
        Effect = "Allow"
        Action = [
          "budgets:ListTagsForResource", "budgets:ModifyBudget", "budgets:TagResource", "budgets:UntagResource",
          "budgets:ViewBudget",
        ]
        Resource = "arn:${local.partition}:budgets::${local.account}:budget/${var.project_name}-${environment}-month"
      },
    ]
  }
}
