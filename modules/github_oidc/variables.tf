variable "aws_region" {
  type        = string
  description = "AWS region that everything is in."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]{1,2}$", var.aws_region))
    error_message = "aws_region must be the name of an AWS region, like \"us-west-2\"."
  }
}

variable "deployed_environments" {
  type        = map(object({ domain_name = optional(string), hosts_widget = optional(bool, false), lock_table = optional(string, "mta-terraform-locks"), state_bucket = string, state_region = optional(string) }))
  description = "Environments that GitHub deploys in this account: where each keeps its state (state_region, where that is not aws_region), its api_domain_name where it has one, and whether it has a widget_domain_name."
  nullable    = false

  validation {
    condition     = length(var.deployed_environments) > 0 && alltrue([for name in keys(var.deployed_environments) : can(regex("^[a-z][a-z0-9-]{0,14}[a-z0-9]$", name))])
    error_message = "deployed_environments must name at least one environment, in 2 to 16 lower-case letters, digits and dashes, like \"dev\" or \"prod\"."
  }

  validation {
    condition     = alltrue([for settings in values(var.deployed_environments) : can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", settings.state_bucket)) && can(regex("^[a-zA-Z0-9_.-]{3,255}$", settings.lock_table))])
    error_message = "deployed_environments must give each environment its state_bucket (3 to 63 lower-case letters, digits and dashes), and lock_table letters, digits and _ . - alone."
  }

  validation {
    condition     = alltrue([for settings in values(var.deployed_environments) : settings.state_region == null ? true : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]{1,2}$", settings.state_region))])
    error_message = "deployed_environments must give state_region as the name of an AWS region, like \"us-west-2\"."
  }

  validation {
    condition     = alltrue([for settings in values(var.deployed_environments) : settings.domain_name == null ? true : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]{2,63}$", settings.domain_name))])
    error_message = "deployed_environments must give domain_name as a host name in lower case, like \"chat.example.com\"."
  }
}

variable "github_ids" {
  type        = object({ owner = string, repository = string })
  description = "The numbers that GitHub has given to owner and repository: 'gh api repos/OWNER/REPOSITORY --jq .owner.id,.id'. Null: the repository is older than 15 July 2026."
  default     = null

  validation {
    condition     = var.github_ids == null ? true : can(regex("^[0-9]{1,19}$", var.github_ids.owner)) && can(regex("^[0-9]{1,19}$", var.github_ids.repository))
    error_message = "github_ids must be two numbers, or null."
  }
}

variable "github_names_alone" {
  type        = bool
  description = "Whether a token whose subject holds the names without the ids is accepted, as older repositories send it."
  default     = true
  nullable    = false
}

variable "github_provider_arn" {
  type        = string
  description = "ARN of the account's OIDC provider for GitHub, where somebody has made it already. Null: it is made here."
  default     = null

  validation {
    condition     = var.github_provider_arn == null ? true : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/token.actions.githubusercontent.com$", var.github_provider_arn))
    error_message = "github_provider_arn must be the ARN of the provider token.actions.githubusercontent.com, or null."
  }
}

variable "github_repository" {
  type        = string
  description = "The repository as GitHub writes it, with capital letters where it has them: OWNER/REPOSITORY."
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}$", var.github_repository))
    error_message = "github_repository must be OWNER/REPOSITORY, without a host and without wildcards."
  }
}

variable "project_name" {
  type        = string
  description = "Name of the project; the beginning of every name."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,22}[a-z0-9]$", var.project_name))
    error_message = "project_name must be 2 to 24 lower-case letters, digits and dashes, like \"mta-chat\"."
  }
}
