mock_provider "aws" {
  mock_resource "aws_lambda_function" {
    defaults = {
      arn        = "arn:aws:lambda:us-west-2:123456789012:function:mta-chat-dev"
      invoke_arn = "arn:aws:apigateway:us-west-2:lambda:path/2015-03-31/functions/arn:aws:lambda:us-west-2:123456789012:function:mta-chat-dev/invocations"
      version    = "7"
    }
  }

  mock_resource "aws_lambda_alias" {
    defaults = {
      arn        = "arn:aws:lambda:us-west-2:123456789012:function:mta-chat-dev:live"
      invoke_arn = "arn:aws:apigateway:us-west-2:lambda:path/2015-03-31/functions/arn:aws:lambda:us-west-2:123456789012:function:mta-chat-dev:live/invocations"
    }
  }
}

mock_provider "random" {}

variables {
  bedrock_model_id            = "openai.gpt-oss-120b-1:0"
  bedrock_region              = "us-west-2"
  conversations_table_name    = "mta-chat-conversations-dev"
  cors_allow_origins          = ["https://medical-tech-aesthetic.com", "http://localhost:3000"]
  environment                 = "dev"
  lambda_architecture         = "x86_64"
  lambda_memory_size          = 512
  lambda_reserved_concurrency = -1
  lambda_role_arn             = "arn:aws:iam::123456789012:role/mta-chat-lambda-dev"
  lambda_timeout              = 30
  knowledge_table_name        = "mta-chat-knowledge-dev"
  ledger_table_name           = "mta-chat-ledger-dev"
  log_retention_days          = 7
  max_usd_per_day             = 0.5
  max_usd_per_month           = 10
  project_name                = "mta-chat"
  rate_limit_max              = 10
  rate_limit_window           = 60
  ratelimit_table_name        = "mta-chat-ratelimit-dev"
}

run "is_a_custom_runtime_on_amazon_linux_2023" {
  command = plan

  assert {
    condition     = aws_lambda_function.chat.runtime == "provided.al2023" && aws_lambda_function.chat.handler == "bootstrap"
    error_message = "The runtime is provided.al2023."
  }

  assert {
    condition     = aws_lambda_function.chat.architectures == tolist(["x86_64"]) && aws_lambda_function.chat.memory_size == 512 && aws_lambda_function.chat.timeout == 30
    error_message = "Architecture, memory and timeout are as they were asked for."
  }

  assert {
    condition     = aws_lambda_function.chat.reserved_concurrent_executions == -1
    error_message = "No concurrency is reserved."
  }

  assert {
    condition     = aws_lambda_function.chat.role == var.lambda_role_arn
    error_message = "The function runs as the role that was given."
  }

  assert {
    condition     = aws_cloudwatch_log_group.function.name == "/aws/lambda/mta-chat-dev" && aws_cloudwatch_log_group.function.retention_in_days == 7
    error_message = "Terraform makes the log group, with its retention."
  }

  assert {
    condition     = aws_lambda_function.chat.logging_config[0].log_format == "Text" && aws_lambda_function.chat.logging_config[0].log_group == "/aws/lambda/mta-chat-dev"
    error_message = "Lines reach CloudWatch as the function writes them, or no metric is found in them."
  }
}

run "tells_the_service_its_settings" {
  command = plan

  variables {
    lambda_settings = { MTA_CHAT_MODEL_REASONING_EFFORT = "medium" }
  }

  assert {
    condition = { for name, value in nonsensitive(aws_lambda_function.chat.environment[0].variables) : name => value if !startswith(name, "MTA_CHAT_SESSION_") } == {
      BEDROCK_MODEL_ID                  = "openai.gpt-oss-120b-1:0"
      CONVERSATIONS_TABLE_NAME          = "mta-chat-conversations-dev"
      MTA_CHAT_BUDGET_MAX_USD_PER_DAY   = "0.5"
      MTA_CHAT_BUDGET_MAX_USD_PER_MONTH = "10"
      MTA_CHAT_CORS_ALLOWED_ORIGINS     = "https://medical-tech-aesthetic.com,http://localhost:3000"
      MTA_CHAT_METRICS_NAMESPACE        = "mta-chat/dev"
      MTA_CHAT_MODEL_REASONING_EFFORT   = "medium"
      MTA_CHAT_MODEL_REGION             = "us-west-2"
      MTA_CHAT_STORAGE_KNOWLEDGE_TABLE  = "mta-chat-knowledge-dev"
      MTA_CHAT_STORAGE_LEDGER_TABLE     = "mta-chat-ledger-dev"
      RATELIMIT_TABLE_NAME              = "mta-chat-ratelimit-dev"
      RATE_LIMIT_MAX                    = "10"
      RATE_LIMIT_WINDOW                 = "60"
    }
    error_message = "The environment holds the settings, and what lambda_settings adds."
  }

  assert {
    condition     = output.metrics_namespace == "mta-chat/dev"
    error_message = "Alarms look where the function writes."
  }
}

run "takes_leads_where_there_is_a_table_for_them" {
  command = plan

  variables {
    leads_table_name = "mta-chat-leads-dev"
  }

  assert {
    condition     = nonsensitive(aws_lambda_function.chat.environment[0].variables)["MTA_CHAT_LEADS_ENABLED"] == "true" && nonsensitive(aws_lambda_function.chat.environment[0].variables)["MTA_CHAT_STORAGE_LEADS_TABLE"] == "mta-chat-leads-dev"
    error_message = "Leads are on, and kept in the table."
  }
}

run "plans_a_build_where_no_package_is" {
  command = plan

  assert {
    condition     = length(terraform_data.package) == 1 && terraform_data.package[0].triggers_replace.architecture == "x86_64"
    error_message = "The package is built for the function's architecture."
  }

  assert {
    condition     = can(regex("^[0-9a-f]{64}$", output.source_hash)) && terraform_data.package[0].triggers_replace.source_hash == output.source_hash
    error_message = "It is built again when the sources change."
  }

  assert {
    condition     = endswith(aws_lambda_function.chat.filename, "/build/lambda/bootstrap.zip")
    error_message = "The package is what scripts/build_lambda.sh makes."
  }
}

run "builds_for_arm64_apart" {
  command = plan

  variables {
    lambda_architecture = "arm64"
  }

  assert {
    condition     = aws_lambda_function.chat.architectures == tolist(["arm64"]) && endswith(aws_lambda_function.chat.filename, "/build/lambda/bootstrap-arm64.zip") && terraform_data.package[0].triggers_replace.architecture == "arm64"
    error_message = "arm64 has a package of its own."
  }
}

run "builds_from_code_knowledge_and_build_files_alone" {
  command = plan

  assert {
    condition     = alltrue([for file in local.build_files : can(regex("^(src|knowledge|cmake)/|^CMake(Lists.txt|Presets.json)$|^scripts/(build_lambda.sh|cross_sysroot.sh|pack.py)$", file))])
    error_message = "Documents and tests are not part of the hash."
  }

  assert {
    condition     = length(setsubtract(["src/main/lambda.cpp", "src/catalogue/lexicon.txt", "knowledge/products.csv", "knowledge/persona.md", "cmake/options.cmake", "CMakeLists.txt", "scripts/build_lambda.sh"], local.build_files)) == 0
    error_message = "Code, texts that are built in, knowledge and build files are part of the hash."
  }
}

# ready.zip holds the head of a program for x86_64. No run below builds a package.
run "takes_a_ready_package" {
  command = apply

  variables {
    lambda_package = "tests/ready.zip"
  }

  assert {
    condition     = length(terraform_data.package) == 0 && aws_lambda_function.chat.filename == "tests/ready.zip" && output.source_hash == null
    error_message = "Nothing is built."
  }

  assert {
    condition     = aws_lambda_function.chat.source_code_hash == filebase64sha256("tests/ready.zip")
    error_message = "The hash is the package's."
  }

  assert {
    condition     = nonsensitive(aws_lambda_function.chat.environment[0].variables.MTA_CHAT_SESSION_SECRET == random_password.session_secret["1"].result)
    error_message = "The session secret is a random one."
  }

  assert {
    condition     = !contains(keys(nonsensitive(aws_lambda_function.chat.environment[0].variables)), "MTA_CHAT_SESSION_SECRET_PREVIOUS")
    error_message = "There is no secret before the first."
  }

  assert {
    condition     = random_password.session_secret["1"].length == 64 && !random_password.session_secret["1"].special
    error_message = "The random secret has 64 letters and digits."
  }
}

run "serves_visitors_by_an_alias_on_the_newest_version" {
  command = apply

  variables {
    lambda_package = "tests/ready.zip"
  }

  assert {
    condition     = aws_lambda_function.chat.publish
    error_message = "Each change is a version of its own."
  }

  assert {
    condition     = aws_lambda_alias.live.name == "live" && aws_lambda_alias.live.function_name == "mta-chat-dev" && aws_lambda_alias.live.function_version == "7" && length(aws_lambda_alias.live.routing_config) == 0
    error_message = "The alias live leads to the version that apply has published, and to no other."
  }

  assert {
    condition     = endswith(output.live_alias_arn, ":mta-chat-dev:live") && endswith(output.live_invoke_arn, ":mta-chat-dev:live/invocations") && output.live_alias_name == "live" && output.live_version == "7"
    error_message = "Who invokes the function is given the alias."
  }
}

run "has_no_guardrail_unless_one_is_named" {
  command = plan

  assert {
    condition     = length([for name in keys(nonsensitive(aws_lambda_function.chat.environment[0].variables)) : name if strcontains(name, "GUARDRAIL")]) == 0
    error_message = "No guardrail is asked for."
  }
}

run "tells_the_service_its_guardrail" {
  command = plan

  variables {
    bedrock_guardrail_arn     = "arn:aws:bedrock:us-west-2:123456789012:guardrail/gr1d2e3f"
    bedrock_guardrail_version = "3"
  }

  assert {
    condition = { for name, value in nonsensitive(aws_lambda_function.chat.environment[0].variables) : name => value if strcontains(name, "GUARDRAIL") } == {
      MTA_CHAT_MODEL_GUARDRAIL_ID      = "gr1d2e3f"
      MTA_CHAT_MODEL_GUARDRAIL_VERSION = "3"
    }
    error_message = "The service is told the guardrail's id and version."
  }
}

run "refuses_half_a_guardrail" {
  command = plan

  variables {
    bedrock_guardrail_arn = "arn:aws:bedrock:us-west-2:123456789012:guardrail/gr1d2e3f"
  }

  expect_failures = [aws_lambda_function.chat]
}

run "refuses_a_guardrail_of_another_region" {
  command = plan

  variables {
    bedrock_guardrail_arn     = "arn:aws:bedrock:eu-central-1:123456789012:guardrail/gr1d2e3f"
    bedrock_guardrail_version = "3"
  }

  expect_failures = [aws_lambda_function.chat]
}

run "refuses_a_guardrail_among_the_settings" {
  command = plan

  variables {
    lambda_settings = { MTA_CHAT_MODEL_GUARDRAIL_ID = "gr1d2e3f" }
  }

  expect_failures = [var.lambda_settings]
}

run "rotates_the_random_secret" {
  command = apply

  variables {
    lambda_package         = "tests/ready.zip"
    session_secret_version = 2
  }

  assert {
    condition     = toset(keys(random_password.session_secret)) == toset(["1", "2"])
    error_message = "The secret and the one before it exist."
  }

  assert {
    condition     = nonsensitive(aws_lambda_function.chat.environment[0].variables.MTA_CHAT_SESSION_SECRET == random_password.session_secret["2"].result)
    error_message = "The new secret signs."
  }

  assert {
    condition     = nonsensitive(aws_lambda_function.chat.environment[0].variables.MTA_CHAT_SESSION_SECRET_PREVIOUS == random_password.session_secret["1"].result)
    error_message = "The secret before it is still known."
  }
}

run "forgets_older_secrets" {
  command = apply

  variables {
    lambda_package         = "tests/ready.zip"
    session_secret_version = 3
  }

  assert {
    condition     = toset(keys(random_password.session_secret)) == toset(["2", "3"])
    error_message = "A secret is gone two rotations later."
  }
}

run "takes_a_secret_of_the_operators" {
  command = plan

  variables {
    session_secret          = "0123456789abcdef0123456789abcdef"
    session_secret_previous = "fedcba9876543210fedcba9876543210"
  }

  assert {
    condition     = length(random_password.session_secret) == 0
    error_message = "No random secret is made."
  }

  assert {
    condition = nonsensitive({ for name, value in aws_lambda_function.chat.environment[0].variables : name => value if startswith(name, "MTA_CHAT_SESSION_") }) == {
      MTA_CHAT_SESSION_SECRET          = "0123456789abcdef0123456789abcdef"
      MTA_CHAT_SESSION_SECRET_PREVIOUS = "fedcba9876543210fedcba9876543210"
    }
    error_message = "The secrets are those that were given."
  }
}

run "refuses_wrong_values" {
  command = plan

  variables {
    bedrock_guardrail_arn       = "gr1d2e3f"
    bedrock_guardrail_version   = "latest"
    bedrock_model_id            = "us.openai.gpt-oss-120b-1:0"
    bedrock_region              = "Oregon"
    lambda_architecture         = "arm"
    lambda_memory_size          = 64
    lambda_package              = "no/such.zip"
    lambda_reserved_concurrency = 0
    lambda_settings             = { MTA_CHAT_SESSION_SECRET = "0123456789abcdef0123456789abcdef" }
    lambda_timeout              = 31
    knowledge_table_name        = "a/b"
    ledger_table_name           = "a/b"
    max_usd_per_day             = -1
    max_usd_per_month           = -0.5
    rate_limit_max              = 0
    rate_limit_window           = 0.5
    session_secret              = "short"
    session_secret_previous     = "short"
    session_secret_version      = 0
  }

  expect_failures = [
    var.bedrock_guardrail_arn,
    var.bedrock_guardrail_version,
    var.bedrock_model_id,
    var.bedrock_region,
    var.lambda_architecture,
    var.lambda_memory_size,
    var.lambda_package,
    var.lambda_reserved_concurrency,
    var.lambda_settings,
    var.lambda_timeout,
    var.knowledge_table_name,
    var.ledger_table_name,
    var.max_usd_per_day,
    var.max_usd_per_month,
    var.rate_limit_max,
    var.rate_limit_window,
    var.session_secret,
    var.session_secret_previous,
    var.session_secret_version,
  ]
}

run "refuses_settings_that_have_a_variable" {
  command = plan

  variables {
    lambda_settings = { MTA_CHAT_RATE_LIMIT_MAX = "100" }
  }

  expect_failures = [var.lambda_settings]
}

run "refuses_a_cap_among_the_settings" {
  command = plan

  variables {
    lambda_settings = { MTA_CHAT_BUDGET_MAX_USD_PER_DAY = "100" }
  }

  expect_failures = [var.lambda_settings]
}

run "has_no_caps_where_they_are_0" {
  command = plan

  variables {
    max_usd_per_day   = 0
    max_usd_per_month = 0
  }

  assert {
    condition = { for name, value in nonsensitive(aws_lambda_function.chat.environment[0].variables) : name => value if startswith(name, "MTA_CHAT_BUDGET_") } == {
      MTA_CHAT_BUDGET_MAX_USD_PER_DAY   = "0"
      MTA_CHAT_BUDGET_MAX_USD_PER_MONTH = "0"
    }
    error_message = "0 reaches the service, for which it means no cap."
  }
}

run "refuses_a_timeout_that_leaves_the_model_too_little" {
  command = plan

  variables {
    lambda_timeout = 9
  }

  expect_failures = [var.lambda_timeout]
}
