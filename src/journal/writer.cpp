// SPDX-License-Identifier: MIT
#include "journal/writer.hpp"

#include "base/text.hpp"
#include "base/time.hpp"
#include "crypto/sha256.hpp"
#include "json/value.hpp"

namespace earwitness::journal {

Writer::Writer(std::unique_ptr<os::File> file) : file_(std::move(file)) {}

Writer::Writer(std::unique_ptr<os::File> file, std::uint64_t lines, std::string last_hash)
    : file_(std::move(file)), lines_(lines), last_hash_(std::move(last_hash)) {}

std::string Writer::append(std::string_view event, const json::Value& fields, UtcTime utc, BootTime mono) {
  json::Value line = {{"seq", lines_},
                      {"prev", last_hash_},
                      {"utc", base::rfc3339(utc)},
                      {"mono", mono.time_since_epoch().count()},
                      {"event", event}};
  line.update(fields);
  const auto text = line.dump();
  unless_failed([&] { os::write_all(*file_, base::as_bytes(text + "\n")); });
  last_hash_ = crypto::sha256_hex(text);
  ++lines_;
  return last_hash_;
}

void Writer::sync() {
  unless_failed([&] { file_->sync_data(); });
}

void Writer::close() {
  unless_failed([&] { file_->close(); });
}

template <typename Operation>
void Writer::unless_failed(Operation operation) {
  if (failure_) std::rethrow_exception(failure_);
  try {
    operation();
  } catch (...) {
    failure_ = std::current_exception();
    throw;
  }
}

}  // namespace earwitness::journal
