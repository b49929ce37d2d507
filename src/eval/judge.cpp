#include "eval/judge.h"

#include <algorithm>
#include <set>

#include "eval/answer_reading.h"

namespace mta::eval {
namespace {

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

const char* name_of(AnswerLanguage language) {
  switch (language) {
    case AnswerLanguage::english:
      return "English";
    case AnswerLanguage::arabic:
      return "Arabic";
    case AnswerLanguage::arabizi:
      return "Arabizi";
    case AnswerLanguage::french:
      return "French";
  }
  return "";
}

/// Judges one answer.
class Judge {
 public:
  Judge(const Expectation& expected, const DeviceList& devices, std::string_view answer)
      : expected_(expected), knowledge_(devices.knowledge()), answer_(answer, devices) {}

  std::vector<std::string> judge() {
    judge_devices();
    judge_prices();
    judge_texts();
    judge_patterns();
    if (expected_.language &&
        answer_.language.value_or(*expected_.language) != *expected_.language) {
      fault(std::string("is in ") + name_of(*answer_.language) + ", not in " +
            name_of(*expected_.language));
    }
    return std::move(faults_);
  }

 private:
  void fault(std::string what) { faults_.push_back(std::move(what)); }

  template <class Items>
  static std::string list(const Items& items, const auto& text_of) {
    std::string text;
    for (const auto& item : items) text += (text.empty() ? "" : ", ") + text_of(item);
    return text;
  }

  static std::string text_list(const auto& texts) { return list(texts, quoted); }

  static std::string price_list(const auto& prices) {
    return list(prices, [](std::int64_t price) { return std::to_string(price); });
  }

  /// Those of `items` that `is_so`, as a vector.
  template <class Items>
  static auto those(const Items& items, const auto& is_so) {
    std::vector<typename Items::value_type> found;
    std::ranges::copy_if(items, std::back_inserter(found), is_so);
    return found;
  }

  void judge_devices() {
    const auto is_named = [this](const std::string& one) { return answer_.devices.contains(one); };
    if (const auto missing = those(expected_.devices, std::not_fn(is_named)); !missing.empty()) {
      fault("does not name " + text_list(missing));
    }
    for (const auto& one_of : expected_.devices_any) {
      if (std::ranges::none_of(one_of, is_named)) fault("names none of " + text_list(one_of));
    }
    if (const auto named = those(expected_.devices_not, is_named); !named.empty()) {
      fault("names " + text_list(named) + " and must not");
    }
    if (expected_.no_devices && !answer_.devices.empty()) {
      fault("names " + text_list(answer_.devices) + " and must name no device");
    }
    for (const ListedPrice& listed : answer_.listed) {
      const Product& product = knowledge_.products[listed.product];
      const auto& price = product.price_usd;
      if (price == listed.price) continue;
      fault("lists " + quoted(product.name) + " at " + std::to_string(listed.price) +
            (price ? "; its price is " + std::to_string(*price) : "; its price is on request"));
    }
  }

  void judge_prices() {
    const auto is_said = [this](std::int64_t one) { return answer_.figures.contains(one); };
    if (const auto missing = those(expected_.prices, std::not_fn(is_said)); !missing.empty()) {
      fault("does not say " + price_list(missing));
    }
    for (const auto& one_of : expected_.prices_any) {
      if (std::ranges::none_of(one_of, is_said)) fault("says none of " + price_list(one_of));
    }
    if (const auto said = those(expected_.prices_not, is_said); !said.empty()) {
      fault("says " + price_list(said) + " and must not");
    }
    if (!expected_.no_devices && !expected_.no_other_prices) return;
    const std::set<std::int64_t> right =
        expected_.no_devices ? std::set<std::int64_t>() : right_prices();
    const auto is_wrong = [&](std::int64_t one) { return is_a_price(one) && !right.contains(one); };
    if (const auto wrong = those(answer_.figures, is_wrong); !wrong.empty()) {
      fault("says " + price_list(wrong) + ", the price of a device that was not asked for");
    }
  }

  [[nodiscard]] bool is_a_price(std::int64_t figure) const {
    return std::ranges::any_of(knowledge_.products,
                               [&](const Product& one) { return one.price_usd == figure; });
  }

  /// What `no_other_prices` allows.
  [[nodiscard]] std::set<std::int64_t> right_prices() const {
    std::set<std::int64_t> right(expected_.prices.begin(), expected_.prices.end());
    for (const auto& one_of : expected_.prices_any) right.insert(one_of.begin(), one_of.end());
    add_prices_of(expected_.devices, right);
    for (const auto& one_of : expected_.devices_any) add_prices_of(one_of, right);
    return right;
  }

  void add_prices_of(const std::vector<std::string>& names, std::set<std::int64_t>& prices) const {
    for (const Product& product : knowledge_.products) {
      const bool is_meant = std::ranges::find(names, product.name) != names.end();
      if (is_meant && product.price_usd) prices.insert(*product.price_usd);
    }
  }

  void judge_texts() {
    const auto is_there = [this](const std::string& text) {
      return answer_.comparable.contains(comparable(text));
    };
    if (const auto missing = those(expected_.contains, std::not_fn(is_there)); !missing.empty()) {
      fault("does not contain " + text_list(missing));
    }
    for (const auto& one_of : expected_.contains_any) {
      if (std::ranges::none_of(one_of, is_there)) fault("contains none of " + text_list(one_of));
    }
    if (const auto found = those(expected_.contains_not, is_there); !found.empty()) {
      fault("contains " + text_list(found) + " and must not");
    }
  }

  void judge_patterns() {
    for (const Pattern& pattern : expected_.matches) {
      if (!matches(pattern).value_or(true)) fault("does not match " + quoted(pattern.text()));
    }
    for (const Pattern& pattern : expected_.matches_not) {
      if (matches(pattern).value_or(false)) {
        fault("matches " + quoted(pattern.text()) + " and must not");
      }
    }
  }

  /// Nothing: the pattern cannot tell, which is a fault by itself.
  std::optional<bool> matches(const Pattern& pattern) {
    const auto found = pattern.search(answer_.plain);
    if (found) return *found;
    fault("cannot be judged by " + quoted(pattern.text()) + ": " + found.error());
    return std::nullopt;
  }

  const Expectation& expected_;
  const Knowledge& knowledge_;
  const AnswerReading answer_;
  std::vector<std::string> faults_;
};

}  // namespace

std::vector<std::string> faults(const Question& question, const std::vector<Answer>& answers,
                                const DeviceList& devices) {
  if (answers.empty()) return {"there is no answer"};
  const Answer& last = answers.back();
  if (!last.error.empty()) {
    return {"turn " + std::to_string(answers.size()) + " got no answer: " + last.error};
  }
  std::vector<std::string> wrong = Judge(question.expected, devices, last.text).judge();
  const bool stood_in = std::ranges::any_of(answers, &Answer::fallback);
  if (stood_in) wrong.insert(wrong.begin(), "the model failed and the catalogue answered");
  return wrong;
}

}  // namespace mta::eval
