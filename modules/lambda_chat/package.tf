# The package: built and packed by apply itself whenever what goes into it has changed, or a ready
# one (lambda_package). Contents are compared, not time stamps.
locals {
  repository = "${path.module}/../.."
  builds     = var.lambda_package == null

  # Everything that the build reads. Hidden files are editors' own; pack.py leaves them out, too.
  build_files = sort(concat(
    [for file in fileset(local.repository, "{src,knowledge,cmake}/**") : file if !startswith(basename(file), ".")],
    [
      "CMakeLists.txt",
      "CMakePresets.json",
      "scripts/build_lambda.sh",
      "scripts/cross_sysroot.sh",
      "scripts/pack.py",
    ],
  ))

  source_hash = local.builds ? sha256(jsonencode({
    for file in local.build_files : file => filesha256("${local.repository}/${file}")
  })) : null

  # Relative, so that it is the same on every machine.
  built_package = "${local.repository}/build/lambda/bootstrap${var.lambda_architecture == "arm64" ? "-arm64" : ""}.zip"
}

resource "terraform_data" "package" {
  count = local.builds ? 1 : 0

  input            = local.built_package
  triggers_replace = { architecture = var.lambda_architecture, source_hash = local.source_hash }

  # Where a tool is missing, the script says which one and how to get it.
  provisioner "local-exec" {
    command     = "scripts/build_lambda.sh --arch ${var.lambda_architecture}"
    working_dir = local.repository
  }
}

# What was built last. A machine that does not have the package (a fresh clone, CI) still plans no
# change as long as the sources are the same.
resource "terraform_data" "package_hash" {
  count = local.builds ? 1 : 0

  # Not known before the build, so that a plan needs no package.
  input            = fileexists(terraform_data.package[0].output) ? filebase64sha256(terraform_data.package[0].output) : null
  triggers_replace = terraform_data.package[0].id

  lifecycle {
    ignore_changes = [input]
  }
}

# AWS takes a ready package for another processor, too, and the first request fails.
resource "terraform_data" "package_check" {
  count = local.builds ? 0 : 1

  input            = filebase64sha256(var.lambda_package)
  triggers_replace = { architecture = var.lambda_architecture, package = filebase64sha256(var.lambda_package) }

  provisioner "local-exec" {
    command     = "sh scripts/check_package.sh --arch ${var.lambda_architecture} \"$PACKAGE\""
    working_dir = local.repository
    environment = { PACKAGE = abspath(var.lambda_package) }
  }
}

locals {
  package      = local.builds ? local.built_package : var.lambda_package
  package_hash = local.builds ? terraform_data.package_hash[0].output : terraform_data.package_check[0].output
}
