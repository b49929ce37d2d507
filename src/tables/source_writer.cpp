#include "tables/source_writer.h"

#include <algorithm>
#include <vector>

namespace mta::tables {
namespace {

std::string braced(std::initializer_list<std::string> members) {
  std::string all = "{";
  for (const std::string& member : members) all += (all.size() > 1 ? ", " : "") + member;
  return all + "}";
}

/// As it stands in a literal; always three digits, or the next letter would be one of them.
std::string escaped(char c) {
  if (c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '?') return {c};
  const auto byte = static_cast<unsigned char>(c);
  const auto digit = [](int value) { return static_cast<char>('0' + value); };
  return {'\\', digit(byte / 64), digit(byte / 8 % 8), digit(byte % 8)};
}

/// A third of them is free at least.
std::size_t places_of(std::size_t size) { return size + size / 2 + 1; }

}  // namespace

std::string SourceWriter::numbers(const catalogue::Numbers& numbers) {
  std::vector<std::uint32_t> all;
  for (std::size_t i = 0; i < numbers.size(); ++i) all.push_back(numbers[i]);
  const bool narrow = all.empty() || std::ranges::max(all) <= 0xFFFF;
  const std::string name = array(narrow ? "std::uint16_t" : "std::uint32_t", all,
                                 [](std::uint32_t number) { return std::to_string(number) + "U"; });
  return all.empty() ? "Numbers()" : "Numbers(" + name + ")";
}

std::string SourceWriter::keys(const catalogue::Keys& keys) {
  std::vector<std::uint64_t> all;
  for (std::size_t i = 0; i < keys.size(); ++i) all.push_back(keys[i]);
  const auto is_narrow = [](std::uint64_t key) { return (key & 0xFFFF'0000'FFFF'0000U) == 0; };
  if (all.empty()) return "Keys()";
  if (!std::ranges::all_of(all, is_narrow)) return "Keys(" + plain_keys(all) + ")";
  return "Keys(" +
         array("std::uint32_t", all,
               [](std::uint64_t key) {
                 return std::to_string((key >> 32U) << 16U | (key & 0xFFFFU)) + "U";
               }) +
         ")";
}

std::string SourceWriter::plain_keys(std::span<const std::uint64_t> keys) {
  return array("std::uint64_t", keys, [](std::uint64_t key) { return std::to_string(key) + "U"; });
}

std::string SourceWriter::text(std::string_view text) {
  const std::string name = new_name();
  constexpr std::size_t line = 80;
  out_ << "constexpr std::string_view " << name << "(";
  for (std::size_t at = 0; at == 0 || at < text.size(); at += line) {
    out_ << "\n\"";
    for (const char c : text.substr(at, line)) out_ << escaped(c);
    out_ << "\"";
  }
  out_ << ", " << text.size() << ");\n";
  return name;
}

std::string SourceWriter::of(const catalogue::TextIdsView& texts) {
  const auto places = catalogue::places_for(texts.size(), places_of(texts.size()), [&](auto id) {
    return catalogue::TextHash(texts.text(id)).value();
  });
  return braced({numbers(places), numbers(texts.ends), text(texts.letters)});
}

std::string SourceWriter::of(const catalogue::KeyIdsView& ids) {
  const auto places = catalogue::places_for(
      ids.size(), places_of(ids.size()), [&](auto id) { return catalogue::hash_of(ids.keys[id]); });
  return braced({numbers(places), keys(ids.keys)});
}

std::string SourceWriter::of(const catalogue::ListsView& lists) {
  return braced({numbers(lists.first), numbers(lists.values), numbers(lists.steps)});
}

std::string SourceWriter::of(const catalogue::PhraseTables& phrases) {
  const std::string letters = array("char16_t", phrases.letters, [](char16_t letter) {
    return std::to_string(static_cast<unsigned>(letter));
  });
  const std::string size = std::to_string(phrases.letters.size());
  // Most nodes are ends: an array of all is smaller than a table of those.
  catalogue::Lists meanings_of_node;
  for (std::uint32_t node = 0; node <= phrases.edges.size(); ++node) {
    for (const std::uint32_t meaning : phrases.meanings_of_end.list(phrases.end_at(node))) {
      meanings_of_node.add(node, meaning);
    }
  }
  return braced({of(phrases.words), of(phrases.stems), of(phrases.words_of_stem),
                 of(phrases.sounds), of(phrases.words_of_sound), of(phrases.buckets),
                 of(phrases.long_words_of_bucket), numbers(phrases.long_words),
                 numbers(phrases.long_letters),
                 "std::u16string_view(" + letters + ", " + size + ")", of(phrases.edges),
                 of(catalogue::KeyIdsView{}), of(meanings_of_node.view())});
}

void SourceWriter::define(std::string_view type, std::string_view name,
                          std::initializer_list<std::string> members) {
  out_ << "constexpr " << type << " " << name << " = " << braced(members) << ";\n";
}

}  // namespace mta::tables
