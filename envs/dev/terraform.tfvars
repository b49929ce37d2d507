aws_region   = "us-west-2"
project_name = "mta-chat"
environment  = "dev"

# The model.
bedrock_model_id = "openai.gpt-oss-120b-1:0"

# A visitor: 10 requests a minute.
rate_limit_window = 60
rate_limit_max    = 10

# What the model may cost, in USD. When it is used up, the catalogue answers.
max_usd_per_day   = 1
max_usd_per_month = 10

# All visitors together.
api_throttle_burst_limit = 5
api_throttle_rate_limit  = 1

# The function.
lambda_architecture         = "x86_64"
lambda_memory_size          = 512
lambda_timeout              = 30
lambda_reserved_concurrency = -1

# Any page may use the chat.
cors_allow_origins = ["*"]

# Visitors can leave a number or an address.
leads_enabled = true

# The tables can be deleted and are not backed up.
deletion_protection_enabled    = false
point_in_time_recovery_enabled = false

log_retention_days = 7

# Who is told, and from when on.
alarm_emails          = []
alarm_sns_topic_arn   = null
alarm_4xx_threshold   = 10
alarm_5xx_threshold   = 5
daily_spend_alarm_usd = 1
monthly_budget_usd    = null

# A question from outside every so many minutes, whose failure is an alarm; 0: none (docs/alarms.md).
canary_minutes = 0
