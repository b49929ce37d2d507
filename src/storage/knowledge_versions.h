#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/ports.h"
#include "base/task.h"

/// Versions of the knowledge, where they are kept (docs/knowledge.md). What the files mean is not
/// known here.
namespace mta::storage {

/// The files of one version by their names, as they were read.
using KnowledgeTexts = std::map<std::string, std::string>;

/// 12 hexadecimal digits that are the same for the same files alone.
std::string digest_of(const KnowledgeTexts& texts);

struct KnowledgeVersion {
  int number = 0;  ///< from 1
  Timestamp published_at;
  std::string digest;
  bool is_current = false;
};

/// Who publishes makes a version current by one step: whatever happens in the middle, the one
/// before or the new one is current, and whole. The same files are one version, however often they
/// are published. Errors: store_failed, and bad_request where there is no such version.
class KnowledgeVersions {
 public:
  virtual ~KnowledgeVersions() = default;
  /// By their numbers. None is current where what is answered from was never published.
  virtual Task<Result<std::vector<KnowledgeVersion>>> list() = 0;
  virtual Task<Result<KnowledgeTexts>> read(int number) = 0;
  /// The number of what is answered from now; 0: that was never published.
  virtual Task<Result<int>> current() = 0;
  /// What is answered from now; empty where nobody knows it here.
  virtual Task<Result<KnowledgeTexts>> read_current() = 0;
  /// The version's number.
  virtual Task<Result<int>> publish(KnowledgeTexts texts, Timestamp now) = 0;
};

}  // namespace mta::storage
