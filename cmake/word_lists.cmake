# The tables of the word lists (src/catalogue/word_lists.h) are made while the project is built, by a
# program that runs on the machine that builds. So its sources are compiled apart from the targets,
# for which CMake may cross-compile or instrument: without a target the compiler builds for itself.
set(tables_dir ${PROJECT_BINARY_DIR}/word_lists)
file(MAKE_DIRECTORY ${tables_dir})
file(GLOB tables_sources CONFIGURE_DEPENDS src/tables/*.cpp)
list(APPEND tables_sources
  src/catalogue/arabic_sounds.cpp src/catalogue/arabizi_spelling.cpp
  src/catalogue/latin_sounds.cpp src/catalogue/phrases.cpp src/catalogue/sound_distance.cpp
  src/catalogue/sound_keys.cpp src/catalogue/sounds.cpp src/catalogue/word_forms.cpp
  src/catalogue/word_parts.cpp src/catalogue/fold.cpp src/catalogue/presentation_forms.cpp
  src/base/text.cpp)
foreach(source ${tables_sources})
  cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${PROJECT_SOURCE_DIR})
  cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${PROJECT_SOURCE_DIR}/src OUTPUT_VARIABLE name)
  string(REPLACE "/" "_" name ${name})
  set(object ${tables_dir}/${name}.o)
  add_custom_command(OUTPUT ${object}
    COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} ${CMAKE_CXX_COMPILER} -std=c++23 -O1
      -I ${PROJECT_SOURCE_DIR}/src -MD -MF ${object}.d -c ${source} -o ${object}
    DEPENDS ${source} DEPFILE ${object}.d VERBATIM)
  list(APPEND tables_objects ${object})
endforeach()
add_custom_command(OUTPUT ${tables_dir}/make_tables
  COMMAND ${CMAKE_CXX_COMPILER} ${tables_objects} -o ${tables_dir}/make_tables
  DEPENDS ${tables_objects} VERBATIM)

file(GLOB word_lists CONFIGURE_DEPENDS src/catalogue/*.txt)
add_custom_command(OUTPUT ${tables_dir}/word_lists.cpp
  COMMAND ${tables_dir}/make_tables ${PROJECT_SOURCE_DIR}/src/catalogue ${tables_dir}/word_lists.cpp
  DEPENDS ${tables_dir}/make_tables ${word_lists} VERBATIM)
target_sources(mta_catalogue PRIVATE ${tables_dir}/word_lists.cpp)
