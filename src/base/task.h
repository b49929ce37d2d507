#pragma once

#include <boost/asio/awaitable.hpp>

namespace mta {

/// What every asynchronous function of the project returns. Lazy: nothing runs until it is awaited.
/// A task runs on the event loop (one thread) of the request that awaits it.
template <class T>
using Task = boost::asio::awaitable<T>;

}  // namespace mta
