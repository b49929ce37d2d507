#include "main/knowledge_reload.h"

namespace mta {

http::Reloaded KnowledgeReload::run() {
  const std::scoped_lock lock(mutex_);
  if (KnowledgeCheck* const check = application_.knowledge_check()) {
    check->look_soon();
    log_.write(LogLevel::info, "the next question looks for published knowledge");
    return {.version = application_.assistant()->digest};
  }
  auto set = reread_knowledge(config_, application_.clock(), log_);
  if (!set) {
    for (const std::string& problem : set.error()) {
      log_.write(LogLevel::error, "knowledge refused", {{"cause", std::string_view(problem)}});
    }
    return {.problems = std::move(set.error())};
  }
  const std::string digest = set->digest;
  const bool is_changed = digest != application_.assistant()->digest;
  if (is_changed) application_.use(std::move(*set));
  log_.write(LogLevel::info, is_changed ? "knowledge loaded" : "knowledge has not changed",
             {{"version", std::string_view(digest)}});
  return {.is_changed = is_changed, .version = digest};
}

}  // namespace mta
