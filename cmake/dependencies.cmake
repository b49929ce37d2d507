# Every dependency is a Debian 12 package. Archives (.a) where Debian has them, headers otherwise.
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_library(BOOST_JSON_ARCHIVE libboost_json.a REQUIRED)
find_library(BOOST_CONTAINER_ARCHIVE libboost_container.a REQUIRED)
find_library(SQLITE_ARCHIVE libsqlite3.a REQUIRED)
find_library(SSL_ARCHIVE libssl.a REQUIRED)
find_library(CRYPTO_ARCHIVE libcrypto.a REQUIRED)
find_path(TOMLPLUSPLUS_INCLUDE toml++/toml.h REQUIRED)
find_path(CLI11_INCLUDE CLI/CLI.hpp REQUIRED)

# Asio and Beast keep their non-template code in one translation unit each (src/base/asio.cpp,
# cmake/beast.cpp, Asio's TLS in cmake/asio_ssl.cpp), which halves what every other file compiles.
add_library(asio INTERFACE)
target_compile_definitions(asio INTERFACE
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE)
target_link_libraries(asio INTERFACE Boost::headers Threads::Threads)

add_library(beast STATIC cmake/beast.cpp)
target_compile_definitions(beast PUBLIC BOOST_BEAST_SEPARATE_COMPILATION)
target_link_libraries(beast PUBLIC asio PRIVATE mta_options)

add_library(tls STATIC cmake/asio_ssl.cpp)
target_link_libraries(tls PUBLIC asio ${SSL_ARCHIVE} crypto PRIVATE mta_options)

add_library(json INTERFACE)
target_link_libraries(json INTERFACE
  Boost::headers ${BOOST_JSON_ARCHIVE} ${BOOST_CONTAINER_ARCHIVE})

add_library(crypto INTERFACE)
target_link_libraries(crypto INTERFACE ${CRYPTO_ARCHIVE} Threads::Threads ${CMAKE_DL_LIBS})

add_library(sqlite INTERFACE)
target_link_libraries(sqlite INTERFACE ${SQLITE_ARCHIVE} Threads::Threads ${CMAKE_DL_LIBS} m)

add_library(tomlplusplus INTERFACE)
target_include_directories(tomlplusplus SYSTEM INTERFACE ${TOMLPLUSPLUS_INCLUDE})

add_library(cli11 INTERFACE)
target_include_directories(cli11 SYSTEM INTERFACE ${CLI11_INCLUDE})
