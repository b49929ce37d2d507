#pragma once

#include <string_view>

namespace mta::config {

/// True for a variable that Kubernetes sets in every pod of a namespace where a service's name
/// begins with `mta-chat`, as `MTA_CHAT_SERVICE_HOST` or `MTA_CHAT_SERVER_PORT=tcp://10.0.0.1:80`.
/// Name and value must both have the form: a setting that is misspelt has not.
/// https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
bool is_service_link(std::string_view name, std::string_view value);

}  // namespace mta::config
