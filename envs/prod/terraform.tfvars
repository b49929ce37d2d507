aws_region   = "us-west-2"
project_name = "mta-chat"
environment  = "prod"

# The model.
bedrock_model_id = "openai.gpt-oss-120b-1:0"

# A visitor: 15 requests a minute.
rate_limit_window = 60
rate_limit_max    = 15

# What the model may cost, in USD. When it is used up, the catalogue answers.
max_usd_per_day   = 5
max_usd_per_month = 60

# All visitors together.
api_throttle_burst_limit = 10
api_throttle_rate_limit  = 2

# The function. A new account may have too few concurrent executions to reserve 50 of them.
lambda_architecture         = "x86_64"
lambda_memory_size          = 1024
lambda_timeout              = 30
lambda_reserved_concurrency = 50

# The website's pages alone.
cors_allow_origins = ["https://medical-tech-aesthetic.com"]

# Nobody's number is taken before the owner wants it.
leads_enabled = false

# To destroy prod, switch the protection off and apply first (docs/infrastructure.md).
deletion_protection_enabled    = true
point_in_time_recovery_enabled = true

log_retention_days = 30

# Who is told, and from when on.
alarm_emails          = []
alarm_sns_topic_arn   = null
alarm_4xx_threshold   = 20
alarm_5xx_threshold   = 10
daily_spend_alarm_usd = 5
monthly_budget_usd    = null

# A question from outside every so many minutes, whose failure is an alarm; 0: none (docs/alarms.md).
canary_minutes = 5
