#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/ports.h"
#include "catalogue/understanding.h"
#include "chat/prompt.h"
#include "chat/query.h"
#include "main/knowledge_files.h"

namespace mta {

/// What answers from one version of the knowledge. Immutable, but for the answers that its
/// responder keeps; those go with it.
struct Assistant {
  using MakeResponder = std::function<std::unique_ptr<Responder>(const Assistant&)>;
  /// `clock` must outlive it.
  Assistant(KnowledgeSet set, const Clock& clock, const MakeResponder& make_responder);
  Assistant(const Assistant&) = delete;
  Assistant& operator=(const Assistant&) = delete;

  const std::string digest;
  const Knowledge knowledge;
  const leads::ConsentWordings consent;
  const catalogue::Understanding understanding;
  const PromptBuilder prompts;
  const std::unique_ptr<Responder> responder;
};

/// Answers from the version that is current when an answer begins; the answer keeps it to its end,
/// whatever is current then. Thread-safe.
class CurrentAssistant final : public Responder {
 public:
  explicit CurrentAssistant(std::shared_ptr<const Assistant> first) : current_(std::move(first)) {}

  [[nodiscard]] std::shared_ptr<const Assistant> get() const;
  void set(std::shared_ptr<const Assistant> next);
  /// Awaited before each answer; set it before the first one.
  void before_each(std::function<Task<void>()> look) { look_ = std::move(look); }

  [[nodiscard]] std::shared_ptr<const std::vector<Product>> products() const;
  [[nodiscard]] std::shared_ptr<const leads::ConsentWordings> consent() const;

  /// The same for all versions.
  [[nodiscard]] std::string_view model_id() const override;
  Task<void> respond(Query query, ReplySink& sink) override;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Assistant> current_;
  std::function<Task<void>()> look_;
};

}  // namespace mta
