#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "eval/device_list.h"
#include "eval/question.h"

namespace mta::eval {

/// Takes what a line of an operator's file says out of its object. What is wrong is gathered, so
/// that all of it is told at once; the values are then of no use.
class LineReader {
 public:
  /// Both must outlive it.
  LineReader(const boost::json::object& object, const DeviceList& devices)
      : object_(object), devices_(devices) {}

  /// A text of one line; empty: there is none.
  std::string label(std::string_view name);
  /// A list of texts, or one text; it must be there.
  std::vector<std::string> needed_texts(std::string_view name);
  Expectation expectation();

  /// What is no member of an expectation must be one of `names`.
  void check_names(std::initializer_list<std::string_view> names);

  void fault(std::string_view name, const std::string& what);
  [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }

 private:
  [[nodiscard]] std::vector<const boost::json::value*> items(std::string_view name) const;
  std::vector<std::string> texts(std::string_view name);
  std::vector<std::string> texts_to_find(std::string_view name);
  std::vector<std::string> devices(std::string_view name);
  std::vector<std::int64_t> prices(std::string_view name);
  std::vector<Pattern> patterns(std::string_view name);
  bool flag(std::string_view name);
  std::optional<AnswerLanguage> language(std::string_view name);
  void check_clashes(const Expectation& expected);

  const boost::json::object& object_;
  const DeviceList& devices_;
  std::vector<std::string> problems_;
};

}  // namespace mta::eval
