// SPDX-License-Identifier: MIT
//
// A sealed recording with a mark and a signature, and ways to make its seal anew with and without the key.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "crypto/signing_key.hpp"
#include "json/value.hpp"
#include "tests/verify/sealed_recording.hpp"

namespace earwitness::test {

using json::Value;
using Lines = std::vector<Value>;

class SignedRecording : public SealedRecording {
 public:
  SignedRecording();
  [[nodiscard]] const crypto::SigningKey& key() const { return key_; }

  /// Manifests and seal made anew, and signed by the key of the recording, or by another one. What is there as the
  /// public key stays.
  void sign_anew() const { sign_anew(key_); }
  void sign_anew(const crypto::SigningKey& key) const;
  /// The journal with these lines and a chain of its own; notes stay.
  void change_journal(const Lines& lines) const { write_journal(lines); }
  /// A FLAC file's samples replaced, encoded anew as the recorder would.
  void encode(const std::string& path, const std::vector<std::byte>& samples) const;
  /// Each `audio` line's hash made to fit the sound that is there now.
  void hash_anew() const;

  /// Everything as it was.
  void restore() const;

 private:
  crypto::SigningKey key_ = crypto::SigningKey::generate();
  std::map<std::string, std::string> as_sealed_;
};

/// The index of the n-th line of this event.
[[nodiscard]] std::size_t index_of(const Lines& lines, const std::string& event, std::size_t n = 0);

}  // namespace earwitness::test
