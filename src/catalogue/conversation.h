#pragma once

#include <cstdint>
#include <string>

namespace mta {

enum class Role : std::uint8_t { user, assistant };

struct Message {
  Role role = Role::user;
  std::string content;  ///< UTF-8
};

}  // namespace mta
