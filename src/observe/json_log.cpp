#include "observe/json_log.h"

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <string>
#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include "base/text.h"
#include "base/utc_text.h"
#include "observe/number.h"

namespace mta::observe {
namespace {

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "DEBUG";
    case LogLevel::info:
      return "INFO";
    case LogLevel::warn:
      return "WARN";
    case LogLevel::error:
      return "ERROR";
  }
  return {};
}

/// ASCII that JSON does not escape, as nearly every name and value is.
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

/// A JSON string; bytes that are no UTF-8 become U+FFFD, so that every line stays JSON.
void append_string(std::string& line, std::string_view value) {
  if (is_plain(value)) {
    line.append(1, '"').append(value).append(1, '"');
    return;
  }
  std::string well_formed;
  for (std::string_view rest = value; !rest.empty();) {
    append_code_point(well_formed, next_code_point(rest));
  }
  line += boost::json::serialize(boost::json::string_view(well_formed.data(), well_formed.size()));
}

struct AppendValue {
  std::string& line;
  void operator()(std::monostate) const { line += "null"; }
  void operator()(bool value) const { line += value ? "true" : "false"; }
  void operator()(std::int64_t value) const { line += std::to_string(value); }
  void operator()(double value) const { append_number(line, value); }
  void operator()(std::string_view value) const { append_string(line, value); }
};

class JsonLog final : public Log {
 public:
  JsonLog(const Clock& clock, LineWriter write) : clock_(clock), write_(std::move(write)) {}

  using Log::write;
  void write(LogLevel level, std::string_view message, std::span<const LogField> fields) override {
    std::string line = R"({"timestamp":")" + rfc3339(clock_.now()) + R"(","level":")";
    line += name_of(level);
    line += R"(","message":)";
    append_string(line, message);
    for (const LogField& field : fields) {
      line += ',';
      append_string(line, field.name);
      line += ':';
      std::visit(AppendValue{line}, field.value);
    }
    line += "}\n";
    const std::scoped_lock lock(mutex_);
    write_(line);
  }

 private:
  const Clock& clock_;
  LineWriter write_;
  std::mutex mutex_;
};

}  // namespace

std::unique_ptr<Log> make_json_log(const Clock& clock, LineWriter write) {
  return std::make_unique<JsonLog>(clock, std::move(write));
}

LineWriter write_to(int file_descriptor) {
  return [file_descriptor](std::string_view line) {
    while (!line.empty()) {
      const ssize_t written = ::write(file_descriptor, line.data(), line.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return;
      line.remove_prefix(static_cast<std::size_t>(written));
    }
  };
}

}  // namespace mta::observe
