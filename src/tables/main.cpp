// Makes the tables of the word lists (catalogue/word_lists.h) while the project is built.
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "tables/source_writer.h"
#include "tables/word_lists.h"

namespace {

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file || text.empty()) throw mta::tables::ListError(path + ": cannot be read");
  return text;
}

void write_all(const std::string& folder, std::ostream& out) {
  out << "// Made from the word lists by src/tables.\n"
         "#include \"catalogue/word_lists.h\"\n"
         "#pragma clang diagnostic ignored \"-Woverlength-strings\"\n"
         "namespace mta::catalogue {\nnamespace {\n";
  mta::tables::SourceWriter writer(out);
  mta::tables::write_lexicon(read(folder + "/lexicon.txt"), read(folder + "/grammar.txt"), writer);
  mta::tables::write_numbers(read(folder + "/numbers.txt"), writer);
  mta::tables::write_languages(read(folder + "/languages.txt"), writer);
  mta::tables::write_claims(read(folder + "/claims.txt"), writer);
  mta::tables::write_medical(read(folder + "/medical.txt"), writer);
  mta::tables::write_topics(read(folder + "/topics.txt"), writer);
  out << "}  // namespace\n"
         "const LexiconTables lexicon_tables = lexicon;\n"
         "const NumbersTables numbers_tables = numbers;\n"
         "const LanguageTables language_tables = languages;\n"
         "const ClaimsTables claims_tables = claims;\n"
         "const MedicalTables medical_tables = medical;\n"
         "const TopicsTables topics_tables = topics;\n"
         "}  // namespace mta::catalogue\n";
}

}  // namespace

/// The folder of the lists, and the file to write.
int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: make_tables FOLDER FILE\n";
    return 2;
  }
  try {
    std::ofstream out(arguments[2], std::ios::binary);
    write_all(arguments[1], out);
    out.close();
    if (!out) throw mta::tables::ListError("the tables cannot be written");
  } catch (const std::exception& problem) {
    std::cerr << "make_tables: " << problem.what() << "\n";
    return 1;
  }
  return 0;
}
