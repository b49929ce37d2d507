#include "main/knowledge.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <iostream>
#include <optional>
#include <ranges>

#include "base/system.h"
#include "base/text.h"
#include "base/utc_text.h"
#include "main/knowledge_diff.h"
#include "main/knowledge_files.h"
#include "main/knowledge_place.h"
#include "main/reload.h"
#include "main/run.h"
#include "storage/knowledge_folder.h"

namespace mta {
namespace {

using storage::KnowledgeTexts;
using storage::KnowledgeVersion;

constexpr int success = 0;
constexpr int failed = 1;
constexpr int wrong_usage = 2;

int tell(const std::string& what, int code) {
  std::cerr << "mta-chat knowledge: " << what << "\n";
  return code;
}

int told(const Error& error) {
  return error.kind == ErrorKind::bad_request ? tell(error.message, wrong_usage)
                                              : tell(error.detail, failed);
}

int told(const config::Problems& problems) {
  for (const std::string& problem : problems) std::cerr << problem << "\n";
  return tell("nothing is published", wrong_usage);
}

std::optional<int> number_in(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

/// The version that stands before what is answered from; nothing: there is none.
std::optional<int> version_before(const std::vector<KnowledgeVersion>& versions) {
  std::optional<int> before;
  for (const KnowledgeVersion& version : versions) {
    if (version.is_current) return before;
    before = version.number;
  }
  return before;  // what is answered from was never published
}

class Command {
 public:
  Command(const config::LoadedConfig& loaded, KnowledgePlace place)
      : config_(loaded.config()), place_(std::move(place)), versions_(*place_.versions) {}

  int list() {
    const auto versions = run_to_end(versions_.list());
    if (!versions) return told(versions.error());
    for (const KnowledgeVersion& version : *versions) {
      std::cout << padded(std::to_string(version.number), 6)
                << utc_text(version.published_at, "%Y-%m-%d %H:%M:%S  ") << version.digest
                << (version.is_current ? "  current" : "") << "\n";
    }
    if (std::ranges::none_of(*versions, &KnowledgeVersion::is_current)) {
      std::cerr << "What is answered from now was not published.\n";
    }
    return success;
  }

  int diff(const std::vector<std::string>& sides) {
    const auto before = sides.empty() ? one_before() : side(sides.front());
    if (!before) return told(before.error());
    const auto after = sides.size() < 2 ? side("current") : side(sides.back());
    if (!after) return told(after.error());
    const std::string lines = difference(*before, *after);
    std::cout << (lines.empty() ? "Nothing differs.\n" : lines);
    return success;
  }

  int publish(const std::string& given) {
    const std::filesystem::path folder = given.empty() ? config_.knowledge.directory : given;
    const auto texts = read(folder);
    if (!texts) return told(texts.error());
    const auto set = load_faultless_knowledge(*texts, folder, config_.leads.enabled);
    if (!set) return told(set.error());
    return make_current(*texts, set->loaded.knowledge.products.size());
  }

  int roll_back(int wanted) {
    const auto versions = run_to_end(versions_.list());
    if (!versions) return told(versions.error());
    const auto number = wanted > 0 ? std::optional(wanted) : version_before(*versions);
    if (!number) return tell("there is no version before the current one", wrong_usage);
    const auto texts = run_to_end(versions_.read(*number));
    if (!texts) return told(texts.error());
    const std::string name = "version " + std::to_string(*number);
    const auto set = load_faultless_knowledge(*texts, name, config_.leads.enabled);
    if (!set) return told(set.error());
    return make_current(*texts, set->loaded.knowledge.products.size());
  }

 private:
  static std::expected<KnowledgeTexts, config::Problems> read(const std::filesystem::path& folder) {
    const storage::KnowledgeFolderReading reading(folder);
    return read_knowledge_texts(reading.place(), "the folder");
  }

  Result<KnowledgeTexts> one_before() {
    const auto versions = run_to_end(versions_.list());
    if (!versions) return std::unexpected(versions.error());
    const auto number = version_before(*versions);
    if (number) return run_to_end(versions_.read(*number));
    return std::unexpected(Error{.kind = ErrorKind::bad_request,
                                 .message = "there is no version before the current one"});
  }

  /// Where nothing is published in a table the files are what is answered from.
  Result<KnowledgeTexts> current() {
    auto texts = run_to_end(versions_.read_current());
    if (!texts || !texts->empty()) return texts;
    return side(config_.knowledge.directory);
  }

  Result<KnowledgeTexts> side(const std::string& text) {
    if (text == "current") return current();
    if (const auto number = number_in(text)) return run_to_end(versions_.read(*number));
    auto texts = read(text);
    if (texts) return std::move(*texts);
    return std::unexpected(Error{.kind = ErrorKind::bad_request, .message = texts.error().front()});
  }

  int make_current(const KnowledgeTexts& texts, std::size_t products) {
    const SystemClock clock;
    const auto number = run_to_end(versions_.publish(texts, clock.now()));
    if (!number) return told(number.error());
    std::cout << "Version " << *number << " is current: " << products << " products.\n";
    if (!place_.is_folder) {
      std::cout << "It is answered from within " << config_.knowledge.check_seconds
                << " seconds (knowledge.check_seconds).\n";
      return success;
    }
    const auto reloaded = ask_for_reload(config_);
    if (!reloaded) {
      std::cout << "No server answers at " << config_.server.admin_listen
                << "; one that is started reads it.\n";
      return success;
    }
    for (const std::string& problem : reloaded->problems) std::cerr << problem << "\n";
    if (!reloaded->problems.empty()) {
      return tell("the server refused it and goes on with what it knew", failed);
    }
    std::cout << "The server answers from it.\n";
    return success;
  }

  const config::Config& config_;
  KnowledgePlace place_;
  storage::KnowledgeVersions& versions_;
};

}  // namespace

int run_knowledge(const config::LoadedConfig& loaded, const config::Environment& environment,
                  const KnowledgeOptions& options) {
  Command command(loaded, knowledge_place(loaded.config(), environment));
  switch (options.action) {
    case KnowledgeOptions::Action::list:
      return command.list();
    case KnowledgeOptions::Action::diff:
      return command.diff(options.sides);
    case KnowledgeOptions::Action::publish:
      return command.publish(options.folder);
    case KnowledgeOptions::Action::rollback:
      break;
  }
  return command.roll_back(options.version);
}

}  // namespace mta
