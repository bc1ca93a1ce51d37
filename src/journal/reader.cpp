// SPDX-License-Identifier: MIT
#include "journal/reader.hpp"

#include <cstdint>
#include <utility>

#include "base/limits.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "crypto/sha256.hpp"
#include "journal/hash_chain.hpp"
#include "journal/line_source.hpp"
#include "json/reader.hpp"

namespace earwitness::journal {

namespace {

using Link = HashChain::Link;

/// The reason why a line can't be followed; empty if it can, and `line` is filled. Where it does not fit the chain,
/// `link` says how.
std::string follow(std::string_view text, const HashChain& chain, Line& line, Link& link) {
  auto object = json::parse_line(text, json::journal_line);
  if (!object) return _("it is not one JSON object");
  line.fields = std::move(*object);
  const auto& fields = std::as_const(line.fields);
  link = chain.link_of(fields);
  if (link != Link::fits) return HashChain::reason(link);
  const auto& utc = fields["utc"];
  const auto time = utc.is_string() ? base::parse_moment(utc.as_string()) : std::nullopt;
  if (!time) return _("its utc is not a time to the nanosecond");
  const auto& mono = fields["mono"];
  // A whole number above 63 bits would come out as another one.
  const bool fits = mono.is_unsigned() ? mono.as_unsigned() <= INT64_MAX : mono.is_integer() && mono.as_integer() >= 0;
  if (!fits) return _("its mono is not a number");
  const auto& event = fields["event"];
  if (!event.is_string()) return _("its event is not a word");
  line.utc = *time;
  line.mono_ns = mono.as_integer();
  line.event = event.as_string();
  line.hash = crypto::sha256_hex(text);
  return {};
}

std::string reason_of(LineSource::Next next) {
  return next == LineSource::Next::torn ? _("it has no end: the file was cut, or its writer was") : _("it is too long");
}

}  // namespace

Reading read(os::File& file, const Visitor& visitor) {
  return read_to_keep(file, [&](Line&& line) { visitor(line); });
}

Reading read_to_keep(os::File& file, const std::function<void(Line&& line)>& visitor) {
  Reading reading;
  LineSource source(file);
  HashChain chain;
  Link link = Link::fits;
  for (;;) {
    const auto next = source.next();
    if (next == LineSource::Next::end) return reading;
    const auto stop = [&](std::string reason) {
      reading.damage = Damage{reading.lines + 1, source.offset(), std::move(reason), link == Link::not_chained};
      return reading;
    };
    if (next != LineSource::Next::line) return stop(reason_of(next));
    if (source.offset() + source.text().size() > limits::journal_bytes) return stop(_("the journal is too long"));
    Line line;
    line.number = reading.lines + 1;
    line.offset = source.offset();
    if (auto reason = follow(source.text(), chain, line, link); !reason.empty()) return stop(std::move(reason));
    const auto hash = line.hash;
    visitor(std::move(line));
    chain.append_hashed(hash);
    reading.last_hash = hash;
    ++reading.lines;
    reading.bytes = source.offset() + source.text().size() + 1;
  }
}

}  // namespace earwitness::journal
