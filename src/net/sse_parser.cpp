#include "net/sse_parser.h"

#include <algorithm>
#include <utility>

namespace mta::net {

bool SseParser::feed(std::string_view bytes, const std::function<void(const Event&)>& dispatch) {
  if (std::exchange(after_cr_, bytes.empty() && after_cr_) && bytes.starts_with('\n')) {
    bytes.remove_prefix(1);
  }
  while (!bytes.empty()) {
    const std::size_t end = bytes.find_first_of("\r\n");
    const std::string_view part = bytes.substr(0, end);
    if (line_.size() + event_.data.size() + part.size() > max_event_bytes) return false;
    line_ += part;
    if (end == std::string_view::npos) return true;
    const bool cr = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    take_line(dispatch);
    if (cr && bytes.empty()) after_cr_ = true;
    if (cr && bytes.starts_with('\n')) bytes.remove_prefix(1);
  }
  return true;
}

void SseParser::finish(const std::function<void(const Event&)>& dispatch) {
  if (!line_.empty()) take_line(dispatch);
  take_line(dispatch);
}

void SseParser::take_line(const std::function<void(const Event&)>& dispatch) {
  const std::string whole = std::exchange(line_, {});
  std::string_view line = whole;
  if (std::exchange(first_line_, false) && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  if (line.empty()) {
    Event event = std::exchange(event_, {});
    if (!std::exchange(has_data_, false)) return;
    event.data.pop_back();  // the line break behind the last data line
    dispatch(event);
    return;
  }
  const std::size_t colon = std::min(line.find(':'), line.size());
  std::string_view value = line.substr(std::min(colon + 1, line.size()));
  if (value.starts_with(' ')) value.remove_prefix(1);
  take_field(line.substr(0, colon), value);
}

/// `id` and `retry` are for reconnecting, which nobody does here; a line with an empty name is a
/// comment.
void SseParser::take_field(std::string_view name, std::string_view value) {
  if (name == "event") event_.type = value;
  if (name != "data") return;
  event_.data.append(value).append("\n");
  has_data_ = true;
}

}  // namespace mta::net
