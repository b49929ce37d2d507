variable "environment" {
  type        = string
  description = "Name of the environment; the API's stage and the end of every name."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,14}[a-z0-9]$", var.environment))
    error_message = "environment must be 2 to 16 lower-case letters, digits and dashes, like \"dev\" or \"prod\"."
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

variable "widget_domain_certificate_arn" {
  type        = string
  description = "ARN of an issued ACM certificate for widget_domain_name, in us-east-1, as CloudFront wants it."
  default     = null

  validation {
    condition     = var.widget_domain_certificate_arn == null ? true : can(regex("^arn:aws[a-z-]*:acm:us-east-1:[0-9]{12}:certificate/[A-Za-z0-9-]+$", var.widget_domain_certificate_arn))
    error_message = "widget_domain_certificate_arn must be the ARN of an ACM certificate in us-east-1, like \"arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012\", or null."
  }
}

variable "widget_domain_name" {
  type        = string
  description = "Name of one's own under which CloudFront serves the widget, like widget.example.com. Null: it is not hosted here."
  default     = null

  validation {
    condition     = var.widget_domain_name == null ? true : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]{2,63}$", var.widget_domain_name))
    error_message = "widget_domain_name must be a host name in lower case, like \"widget.example.com\", or null."
  }
}

variable "widget_files" {
  type        = string
  description = "Folder with the widget's files, as './dev dist' makes it, seen from the folder that terraform runs in."
  default     = "../../dist"
  nullable    = false

  validation {
    condition     = can(regex("^[^*?{}\\[\\]]+$", var.widget_files))
    error_message = "widget_files must be the path of a folder."
  }
}
