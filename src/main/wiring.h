#pragma once

#include <atomic>
#include <expected>
#include <memory>
#include <string>

#include "config/load.h"
#include "config/secrets.h"
#include "core/catalogue_index.h"
#include "core/chat_service.h"
#include "core/knowledge.h"
#include "core/prompt.h"
#include "core/rate_limiter.h"
#include "core/system.h"
#include "http/origin.h"
#include "net/aws_credentials.h"
#include "net/https_client.h"
#include "observe/prometheus.h"
#include "server/server.h"

namespace mta {

/// What check-config looks at and every command needs: settings, secrets, knowledge.
struct Setup {
  config::Environment environment;
  config::LoadedConfig loaded;
  config::Secrets secrets;
  LoadedKnowledge knowledge;
};

/// Error: every problem at once.
std::expected<Setup, config::Problems> load_setup(const config::Sources& sources);

/// The parts of the program, connected. Nothing here decides anything; it only passes references.
class Application {
 public:
  enum class Memory : std::uint8_t { configured, none };

  /// Throws std::runtime_error for what only the start can find (an unwritable store).
  Application(const Setup& setup, Memory memory, Log& log);

  ChatService& chat() { return *chat_; }
  [[nodiscard]] const SessionIds& sessions() const { return *sessions_; }

  /// What the public listener answers with. `ready` must outlive the handler.
  http::Handler public_handler(const std::atomic<bool>& ready);
  http::Handler admin_handler();

 private:
  const config::Config config_;
  Log& log_;
  SystemClock clock_;
  SystemRandom random_;
  Knowledge knowledge_;
  CatalogueIndex index_;
  PromptBuilder prompts_;
  std::unique_ptr<observe::PrometheusMetrics> metrics_;
  std::unique_ptr<ConversationStore> store_;
  std::unique_ptr<SessionIds> sessions_;
  std::unique_ptr<net::HttpsClient> client_;
  std::unique_ptr<net::AwsCredentialChain> credentials_;
  std::unique_ptr<Model> model_;
  std::unique_ptr<ChatService> chat_;
  std::unique_ptr<VisitorCounter> counter_;
  std::unique_ptr<RateLimiter> limiter_;
  http::OriginPolicy origins_;
};

server::ServerOptions public_options(const config::Config& config);
server::ServerOptions admin_options(const config::Config& config);

}  // namespace mta
