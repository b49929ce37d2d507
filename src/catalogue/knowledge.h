#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/sentences.h"

namespace mta {

struct Product {
  std::string name;
  std::string description;                ///< English; may be empty
  std::optional<std::int64_t> price_usd;  ///< whole US dollars; empty: on request
  std::string arabic_name;
  std::string arabic_description;
  std::vector<std::string> synonyms;  ///< other words visitors use for it, in any language
  std::string category;
  std::string arabic_category;
  std::size_t line = 0;  ///< of products.csv
};

/// What a clinic wants to treat, and the devices for it.
struct Need {
  std::string name;                   ///< English, as it is said in an answer
  std::string arabic_name;            ///< the first Arabic word for it; may be empty
  std::vector<std::string> phrases;   ///< the name and other words for it, in any language
  std::vector<std::size_t> products;  ///< positions in `Knowledge::products`, each once
  /// What does it, too: offered where the visitor wants none of `products`; may be empty.
  std::vector<std::size_t> second_choice = {};
  std::size_t line = 0;  ///< of needs.csv
};

/// A question of the business beside its products, and the answer that is given word for word.
struct StatedAnswer {
  std::vector<std::string> questions;  ///< wordings, in any language
  std::string english;
  std::string arabic;
  std::string arabizi;
  std::optional<std::chrono::sys_days> valid_until = {};  ///< the last day on which it holds
  std::size_t line = 0;                                   ///< of answers.csv

  /// Nobody has answered it yet.
  [[nodiscard]] bool is_gap() const { return english.empty() && arabic.empty() && arabizi.empty(); }
  [[nodiscard]] bool holds_on(std::chrono::sys_days day) const {
    return !valid_until || day <= *valid_until;
  }
};

/// What the assistant knows: the catalogue and how to speak. Immutable once loaded.
struct Knowledge {
  std::vector<Product> products;
  std::vector<Need> needs;  ///< may be empty
  std::string persona;      ///< who the assistant is, for a model's instructions
  std::string contact;      ///< how to reach the company, told to visitors
  catalogue::Sentences sentences = {};
  std::string terms = {};  ///< delivery, warranty, …, as the company states them; may be empty
  std::vector<StatedAnswer> answers = {};  ///< may be empty
};

/// The files as they were read; `path` names them in problems.
struct KnowledgeFile {
  std::string path;
  std::string text;
};
struct KnowledgeFiles {
  KnowledgeFile products;                       ///< products.csv
  KnowledgeFile persona;                        ///< persona.md
  KnowledgeFile contact;                        ///< contact.md
  std::optional<KnowledgeFile> needs = {};      ///< needs.csv, which may be missing
  std::optional<KnowledgeFile> sentences = {};  ///< sentences.txt, which may be missing
  std::optional<KnowledgeFile> terms = {};      ///< terms.md, which may be missing
  std::optional<KnowledgeFile> answers = {};    ///< answers.csv, which may be missing
};

struct LoadedKnowledge {
  Knowledge knowledge;
  std::vector<std::string> warnings;  ///< what is left out, one `FILE:LINE: ...` each
};

/// Error: what makes the files unusable (another encoding than UTF-8, another separator than the
/// comma, no good product row, an empty persona or contact), one problem an entry.
std::expected<LoadedKnowledge, std::vector<std::string>> load_knowledge(
    const KnowledgeFiles& files);

}  // namespace mta
