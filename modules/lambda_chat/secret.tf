# What session ids are signed with. A version more makes a new one and keeps the one before, so that
# conversations under way go on.
locals {
  given_secret = nonsensitive(var.session_secret != null)

  secret_versions = local.given_secret ? [] : [
    for version in [var.session_secret_version - 1, var.session_secret_version] : tostring(version) if version > 0
  ]
}

resource "random_password" "session_secret" {
  for_each = toset(local.secret_versions)

  length  = 64
  special = false
}

locals {
  session_secret = local.given_secret ? var.session_secret : (
    random_password.session_secret[tostring(var.session_secret_version)].result
  )
  session_secret_previous = local.given_secret || var.session_secret_version == 1 ? var.session_secret_previous : (
    random_password.session_secret[tostring(var.session_secret_version - 1)].result
  )
}
