#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace mta::net {

/// Reads a stream of server-sent events (WHATWG HTML, 9.2.6) piece by piece; pieces may be cut
/// anywhere. One parser a stream.
class SseParser {
 public:
  /// `data` without the line break at its end; `type` is empty where none was named. Events without
  /// data are not dispatched.
  struct Event {
    std::string type;
    std::string data;
  };

  /// Takes the next bytes and calls `dispatch` for each event that became complete. False: a line
  /// or an event grew past `max_event_bytes`, and the stream cannot be read on.
  bool feed(std::string_view bytes, const std::function<void(const Event&)>& dispatch);

  /// The stream has ended: an event whose blank line is missing, which browsers drop, is dispatched
  /// all the same, as far as it came. Nothing may be fed any more.
  void finish(const std::function<void(const Event&)>& dispatch);

  static constexpr std::size_t max_event_bytes = std::size_t{1024} * 1024;

 private:
  void take_line(const std::function<void(const Event&)>& dispatch);
  void take_field(std::string_view name, std::string_view value);

  std::string line_;
  Event event_;
  bool has_data_ = false;
  bool after_cr_ = false;   // a LF that follows belongs to the line break before
  bool first_line_ = true;  // a BOM may stand before it
};

}  // namespace mta::net
